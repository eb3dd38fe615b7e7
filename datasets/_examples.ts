import type { Workspace } from "@cutedl/tensor";
import { checkWhole } from "./_check_whole.ts";
import { gather } from "./_gather.ts";
import { makeInputs } from "./_inputs.ts";
import type { Batch } from "./dataset.ts";

/** Rows of examples in flat arrays, and how they become tensors. */
export interface ExampleRows {
  /** Inputs, one row after the other; bytes are pixels. */
  inputs: Uint8Array | Float32Array;
  /** Targets, one row after the other; one label per row given `classes`. */
  targets: Uint8Array | Float32Array;
  /** How much each row counts; `undefined` if they count alike. */
  weights: Float32Array | undefined;
  /** Factor for every input. */
  scale: number;
  /** Length of the one-hot rows to make of labels; `undefined` for none. */
  classes: number | undefined;
  /** Whether the inputs stay as they are. */
  constant: boolean;
}

/** Shapes of one example, without the batch. */
export interface ExampleShapes {
  inputShape: readonly number[];
  targetShape: readonly number[];
}

/** Makes a batch of rows, in the memory that the workspace gives `owner`. */
export function makeBatch(
  owner: ExampleShapes,
  rows: ExampleRows,
  indices: Uint32Array,
  workspace: Workspace,
): Batch {
  const size = indices.length;
  const inputs = makeInputs(owner, rows, indices, workspace);
  const targets = workspace.tensor(
    owner,
    "targets",
    [size, ...owner.targetShape],
  );
  if (rows.classes === undefined) {
    gather(rows.targets, indices, targets.data);
  } else {
    gatherOneHot(rows.targets, indices, targets.data, rows.classes);
  }
  if (rows.weights === undefined) return { inputs, targets, size };
  const weights = workspace.tensor(owner, "weights", [size]);
  gather(rows.weights, indices, weights.data);
  return { inputs, targets, size, weights };
}

function gatherOneHot(
  labels: Uint8Array | Float32Array,
  indices: Uint32Array,
  outputs: Float32Array,
  classes: number,
): void {
  outputs.fill(0);
  for (let row = 0; row < indices.length; row++) {
    outputs[row * classes + labels[indices[row]!]!] = 1;
  }
}

/** Refuses labels that are not whole numbers below the number of classes. */
export function checkLabels(
  labels: ArrayLike<number>,
  classes: number,
): void {
  for (let i = 0; i < labels.length; i++) checkLabel(labels[i]!, classes, i);
}

/** Refuses a label that is not a whole number below the number of classes. */
export function checkLabel(
  label: number,
  classes: number,
  example: number,
): void {
  if (Number.isInteger(label) && label >= 0 && label < classes) return;
  throw new RangeError(
    `Cannot use label ${label} of example ${example}: expected a whole ` +
      `number from 0 to ${classes - 1} for ${classes} classes`,
  );
}

/** Refuses a number of classes or a scale that is not sensible. */
export function checkExampleOptions(
  classes: number | undefined,
  scale: number,
): void {
  const action = "create dataset";
  checkWhole({ action, name: "classes", value: classes ?? 1, least: 1 });
  if (Number.isFinite(scale)) return;
  throw new RangeError(
    `Cannot create dataset: expected a finite scale, received ${scale}`,
  );
}

/** Refuses a weight that is negative or not finite. */
export function checkWeight(weight: number, example: number): void {
  if (weight >= 0 && Math.fround(weight) < Infinity) return; // refuses NaN, too
  throw new RangeError(
    `Cannot use weight ${weight} of example ${example}: expected a finite ` +
      "number >= 0",
  );
}
