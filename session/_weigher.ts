import type { Batch } from "@cutedl/datasets";
import type { Loss } from "@cutedl/losses";
import { sizeOf, type Tensor, type Workspace } from "@cutedl/tensor";
import { describe } from "./_describe.ts";
import type { Trainer } from "./_trainer.ts";

/** Finds how much each row of a batch counts. */
export class Weigher {
  readonly #action: string;
  readonly #loss: Loss;
  readonly #classWeights: readonly number[] | undefined;

  /**
   * @param trainer With a model that is built.
   * @param action What is attempted, to follow "Cannot".
   * @throws {RangeError} If weights are not one for each class.
   * @throws {TypeError} If the loss has no classes, or heeds no weights.
   */
  constructor(
    { loss, model }: Pick<Trainer, "loss" | "model">,
    classWeights: readonly number[] | undefined,
    action: string,
  ) {
    this.#action = action;
    this.#loss = loss;
    this.#classWeights = classWeights;
    if (classWeights === undefined) return;
    assertHeeded(loss, action);
    assertClassWeights(classWeights, action);
    const expected = countClasses(loss, model.outputShape ?? [], action);
    if (classWeights.length === expected) return;
    throw new RangeError(
      `Cannot ${action}: expected classWeights for ${expected} classes, ` +
        `received ${classWeights.length}`,
    );
  }

  /** Gives the batch with its weights, times those of the classes. */
  weigh(batch: Batch, workspace: Workspace): Batch {
    const classWeights = this.#classWeights;
    if (classWeights === undefined) {
      if (batch.weights !== undefined) {
        assertHeeded(this.#loss, this.#action);
      }
      return batch;
    }
    const { size, targets } = batch;
    const weights = workspace.tensor(this, "weights", [size]);
    const columns = targets.size / size;
    for (let row = 0; row < size; row++) {
      const label = this.#classOf(targets, row, columns);
      const weight = classWeights[label] ?? 1; // the loss refuses such a label
      weights.data[row] = weight * (batch.weights?.data[row] ?? 1);
    }
    return { ...batch, weights };
  }

  #classOf({ data }: Tensor, row: number, columns: number): number {
    switch (this.#loss.targets) {
      case "labels":
        return data[row]!;
      case "binary":
        return data[row]! > 0.5 ? 1 : 0;
      default: {
        let label = 0;
        for (let i = 1; i < columns; i++) {
          const best = data[row * columns + label]!;
          if (data[row * columns + i]! > best) label = i;
        }
        return label;
      }
    }
  }
}

/** Refuses a loss that would leave weights alone. */
export function assertHeeded(loss: Loss, action: string): void {
  if (loss.isWeighted) return;
  throw new TypeError(
    `Cannot ${action}: expected a loss that heeds weights, received ` +
      `${loss.name}: multiply the loss and the gradient of each row in its ` +
      "compute() by options.weights, and give it isWeighted = true",
  );
}

/** Refuses weights that are not finite, or below 0. */
function assertClassWeights(
  classWeights: readonly number[],
  action: string,
): void {
  const say = (received: string): never => {
    throw new RangeError(
      `Cannot ${action}: expected classWeights to be an array of finite ` +
        `numbers >= 0, one for each class, received ${received}`,
    );
  };
  if (!Array.isArray(classWeights)) say(describe(classWeights));
  for (const [label, weight] of classWeights.entries()) {
    const isGood = typeof weight === "number" && weight >= 0 &&
      weight < Infinity;
    if (!isGood) say(`${describe(weight)} for class ${label}`);
  }
}

function countClasses(
  { name, targets }: Loss,
  outputShape: readonly number[],
  action: string,
): number {
  if (targets === "values") {
    throw new TypeError(
      `Cannot ${action}: expected a loss with classes for classWeights, ` +
        `received ${name}: give the dataset weights of its examples instead`,
    );
  }
  if (targets !== "binary") return outputShape.at(-1) ?? 1;
  const outputs = sizeOf(outputShape);
  if (outputs === 1) return 2;
  throw new TypeError(
    `Cannot ${action}: expected a single output, no or yes, for ` +
      `classWeights, received ${outputs}: give the dataset weights of its ` +
      "examples instead",
  );
}
