import type { Dataset } from "@cutedl/datasets";
import { yieldWhenDue } from "@cutedl/tensor/event-loop";
import { assertDataset } from "../_assert_kind.ts";
import { ConfusionMatrix } from "../metrics/confusion_matrix.ts";
import { type ImageShape, imageShapeOf } from "./_image_shape.ts";
import { classReader } from "./_read_classes.ts";
import type { ReportOptions } from "./report_options.ts";

/** What a model makes of examples with classes. */
export interface Examination {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** How many examples of a class (row) were taken for another (column). */
  readonly confusion: readonly (readonly number[])[];
  readonly examples: number;
  /** Those that were right. */
  readonly right: number;
  /** Shape of the images; none if inputs are no images. */
  readonly imageShape: ImageShape | undefined;
  /** The mistakes with the least probability of the truth, worst first. */
  readonly mistakes: readonly Mistake[];
}

/** An example that was taken for another class. */
export interface Mistake {
  /** Index in the data. */
  readonly index: number;
  readonly truth: number;
  readonly prediction: number;
  /** Probability of the prediction. */
  readonly confidence: number;
  /** Probability of the truth. */
  readonly truthProbability: number;
  readonly pixels: Float32Array;
}

const MISTAKES = 40;
const BATCH = 256;

/**
 * Predicts all examples, and gathers where the model is wrong.
 *
 * @throws {TypeError} If there is no session, or no classes.
 * @throws {RangeError} If there are not as many names as classes.
 */
export async function examine(
  data: Dataset,
  options: ReportOptions,
  action: string,
): Promise<Examination> {
  const { session, classes: names } = options;
  assertDataset(data, { action, name: "data" });
  const read = classReader(session, action);
  const imageShape = imageShapeOf(data.inputShape, options.imageShape, action);
  const matrix = new ConfusionMatrix();
  let mistakes: Mistake[] = [];
  let examples = 0;
  for await (
    const { inputs, targets, size } of data.batches({ batchSize: BATCH })
  ) {
    const predictions = session!.predict(inputs);
    const batch = read(predictions, targets);
    const { count, truths, predicted, probabilities } = batch;
    if (examples === 0) assertNames(names, count, action);
    const length = inputs.size / size;
    for (let row = 0; row < size; row++) {
      const shares = probabilities.subarray(row * count, (row + 1) * count);
      const truth = truths[row]!;
      const prediction = predicted[row]!;
      if (prediction < 0) refuseNaN(examples + row, action);
      if (!(truth in shares)) refuseTarget(examples + row, count, action);
      if (truth === prediction) continue;
      mistakes.push({
        index: examples + row,
        truth,
        prediction,
        confidence: shares[prediction]!,
        truthProbability: shares[truth]!,
        pixels: inputs.data.slice(row * length, (row + 1) * length),
      });
    }
    matrix.update(predictions, targets, { loss: session!.loss });
    mistakes = worstOf(mistakes);
    examples += size;
    await yieldWhenDue();
  }
  if (examples === 0) {
    throw new RangeError(
      `Cannot ${action}: expected examples in data, received none`,
    );
  }
  const confusion = matrix.result();
  return {
    classes: names ?? confusion.map((_, i) => String(i)),
    confusion,
    examples,
    right: confusion.reduce((sum, counts, i) => sum + counts[i]!, 0),
    imageShape: options.imageShape || mistakes.every(isImage)
      ? imageShape
      : undefined,
    mistakes,
  };
}

/** Whether inputs that may be an image have the values of one. */
function isImage({ pixels }: Mistake): boolean {
  return pixels.every((value) => value >= 0 && value <= 1);
}

/** Keeps those with the least probability of the truth, worst first. */
function worstOf(mistakes: readonly Mistake[]): Mistake[] {
  return mistakes
    .toSorted((a, b) => a.truthProbability - b.truthProbability)
    .slice(0, MISTAKES);
}

function assertNames(
  names: readonly string[] | undefined,
  count: number,
  action: string,
): void {
  if (names === undefined || names.length === count) return;
  throw new RangeError(
    `Cannot ${action}: expected names of ${count} classes, received ` +
      `${names.length}`,
  );
}

function refuseTarget(index: number, count: number, action: string): never {
  throw new RangeError(
    `Cannot ${action}: expected targets that are one of ${count} classes, ` +
      `received another for example ${index}`,
  );
}

function refuseNaN(index: number, action: string): never {
  throw new RangeError(
    `Cannot ${action}: expected outputs that are numbers, received NaN for ` +
      `example ${index}: leave data out`,
  );
}
