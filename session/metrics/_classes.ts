import type { Loss } from "@cutedl/losses";
import { assertShape, type Tensor } from "@cutedl/tensor";
import { argmaxOfRow } from "./_argmax.ts";

/** What of a loss says how to read predictions and targets. */
export type Reading = Pick<Loss, "predictions" | "targets">;

/**
 * Whether each row chooses one of several classes; else each output is a yes or
 * no by itself. A loss decides, and without one the shape.
 */
export function isMulticlass(
  { shape, rank }: Tensor,
  loss: Reading | undefined,
): boolean {
  switch (loss?.targets) {
    case "binary":
      return false;
    case "oneHot":
    case "labels":
      return true;
    default:
      return rank === 2 && shape[1] !== 1;
  }
}

/** Above what a prediction says yes, if that was not chosen. */
export function defaultThreshold(loss: Reading | undefined): number {
  return loss?.predictions === "logits" ? 0 : 0.5;
}

/**
 * Reads the class of each row, from class numbers `[batch]` or `[batch, 1]`, or
 * from rows `[batch, classes]` whose largest element tells it.
 *
 * @param action What is attempted, to follow "Cannot".
 * @returns Gives the class that is wanted in a row.
 */
export function readTargets(
  predictions: Tensor,
  targets: Tensor,
  action: string,
): (row: number) => number {
  assertShape(predictions, ["batch", "classes"], {
    name: "predictions",
    action,
  });
  const [rows, classes] = predictions.shape as [number, number];
  const { data, shape } = targets;
  if (shape.length === 2 && shape[0] === rows && shape[1] === classes) {
    return (row) => argmaxOfRow(data, row * classes, classes);
  }
  if (data.length !== rows || shape[0] !== rows) {
    assertShape(targets, [rows], {
      name: "targets",
      action,
      remedy: `give class numbers, or rows [${rows}, ${classes}]`,
    });
  }
  return (row) => {
    const label = data[row]!;
    if (label >= 0 && label < classes && label % 1 === 0) return label;
    throw new RangeError(
      `Cannot ${action}: expected whole numbers from 0 to ${classes - 1} as ` +
        `targets, received ${label} in row ${row}`,
    );
  };
}
