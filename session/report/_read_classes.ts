import type { Loss } from "@cutedl/losses";
import { softmax, type Tensor } from "@cutedl/tensor";
import { argmaxOfRow } from "../metrics/_argmax.ts";
import { defaultThreshold } from "../metrics/_classes.ts";
import type { Session } from "../session.ts";

/** A batch of predictions, as classes and their probabilities. */
export interface ClassBatch {
  /** Number of classes. */
  readonly count: number;
  /** The class of each example. */
  readonly truths: ArrayLike<number>;
  /** The class that is predicted for each; -1 where an output is NaN. */
  readonly predicted: ArrayLike<number>;
  /** `[batch, count]`, row after row. */
  readonly probabilities: Float32Array;
}

/** Reads what a model gives, and what it should. */
export type ClassReader = (predictions: Tensor, targets: Tensor) => ClassBatch;

/**
 * Gives what reads the classes that a session's loss compares.
 *
 * @throws {TypeError} If there is no session, or its loss knows no classes.
 */
export function classReader(
  session: Session | undefined,
  action: string,
): ClassReader {
  if (session === undefined) {
    throw new TypeError(
      `Cannot ${action}: expected a session together with data, received ` +
        "data alone: give the session that trained, too",
    );
  }
  const { loss, model } = session;
  if (loss.targets === "oneHot" || loss.targets === "labels") {
    return (predictions, targets) => readCategories(predictions, targets, loss);
  }
  if (loss.targets === "binary" && String(model.outputShape ?? 1) === "1") {
    return (predictions, targets) => readBinary(predictions, targets, loss);
  }
  throw new TypeError(
    `Cannot ${action}: expected data with a session whose loss compares ` +
      `classes, received ${loss.name} of outputs [${model.outputShape}]: ` +
      "leave data out",
  );
}

function readCategories(
  predictions: Tensor,
  targets: Tensor,
  loss: Loss,
): ClassBatch {
  const [rows, count] = predictions.shape as [number, number];
  const shares = loss.predictions === "logits"
    ? softmax(predictions)
    : predictions;
  // of the outputs: probabilities may be equal where those are not
  const classesOf = ({ data }: Tensor): number[] =>
    Array.from(
      { length: rows },
      (_, row) => argmaxOfRow(data, row * count, count),
    );
  return {
    count,
    truths: loss.targets === "labels" ? targets.data : classesOf(targets),
    predicted: classesOf(predictions),
    probabilities: shares.data,
  };
}

function readBinary(
  { data }: Tensor,
  targets: Tensor,
  loss: Loss,
): ClassBatch {
  const probabilities = new Float32Array(2 * data.length);
  data.forEach((value, i) => {
    const one = loss.predictions === "logits"
      ? 1 / (1 + Math.exp(-value))
      : value;
    probabilities.set([1 - one, one], 2 * i);
  });
  const threshold = defaultThreshold(loss);
  return {
    count: 2,
    truths: targets.data.map((target) => Number(target > 0.5)),
    predicted: data.map((value) =>
      Number.isNaN(value) ? -1 : Number(value > threshold)
    ),
    probabilities,
  };
}
