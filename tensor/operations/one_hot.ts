/**
 * Class numbers as rows with a single 1.
 *
 * @module
 */
import { assertShape } from "../assert_shape.ts";
import { zeros } from "../creation.ts";
import { Tensor } from "../tensor.ts";

/**
 * Turns class numbers into rows with a single 1.
 *
 * @param labels Class numbers from 0, `[n]`.
 * @param classes Number of classes, at least 1.
 * @returns A new tensor `[n, classes]`.
 * @throws {ShapeError} If `labels` is a tensor of another rank.
 * @throws {RangeError} If a label or `classes` is out of range or not whole.
 *
 * @example
 * ```ts
 * import { oneHot } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(oneHot([2, 0], 3).toArray(), [[0, 0, 1], [1, 0, 0]]);
 * ```
 */
export function oneHot(
  labels: Tensor | ArrayLike<number>,
  classes: number,
): Tensor {
  const action = "one-hot encode labels";
  if (!Number.isSafeInteger(classes) || classes < 1) {
    throw new RangeError(
      `Cannot ${action}: expected a whole number of classes >= 1, ` +
        `received ${classes}`,
    );
  }
  if (labels instanceof Tensor) {
    assertShape(labels, ["n"], { name: "labels", action });
    labels = labels.data;
  }
  const rows = zeros([labels.length, classes]);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(
        `Cannot ${action}: expected whole numbers from 0 to ${classes - 1} ` +
          `for ${classes} classes, received ${label} at index ${row}` +
          remedy(labels, label),
      );
    }
    rows.data[row * classes + label] = 1;
  }
  return rows;
}

/** Names the number of classes that the labels need, if they are labels. */
function remedy(labels: ArrayLike<number>, label: number): string {
  if (!Number.isSafeInteger(label) || label < 0) return "";
  let most = label;
  for (let row = 0; row < labels.length; row++) {
    most = Math.max(most, labels[row]!);
  }
  return Number.isSafeInteger(most) ? `: give ${most + 1} classes` : "";
}
