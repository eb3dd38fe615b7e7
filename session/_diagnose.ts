import type { Layer } from "@cutedl/layers";
import type { Loss } from "@cutedl/losses";
import type { Optimizer } from "@cutedl/optimizers";
import type { Parameter, Tensor } from "@cutedl/tensor";
import { DivergenceError } from "./divergence_error.ts";

/** What diverged, and when. */
export interface Situation {
  /** What is attempted, to follow "Cannot". */
  readonly action: string;
  readonly epoch: number;
  readonly step: number;
  readonly model: Layer;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
}

/** A batch with the loss it came to. */
export interface MeasuredBatch {
  readonly inputs: Tensor;
  readonly targets: Tensor;
  readonly predictions: Tensor;
  readonly value: number;
}

/** Explains a loss that is not finite, by running its batch layer by layer. */
export function diagnoseLoss(
  situation: Situation,
  batch: MeasuredBatch,
): DivergenceError {
  const { epoch, step, loss, model } = situation;
  const say = (layer: string, what: string): DivergenceError => {
    const message = `Cannot ${situation.action}: expected ${what}`;
    return new DivergenceError({ message, epoch, step, layer });
  };
  for (const name of ["inputs", "targets"] as const) {
    const { data, shape } = batch[name];
    const bad = findBad(data);
    if (bad === undefined) continue;
    const example = Math.floor(bad * shape[0]! / data.length);
    return say(
      name,
      `finite ${name}, received ${data[bad]} in example ${example} of the ` +
        "batch: clean the data",
    );
  }
  const finite = findBad(batch.predictions.data) === undefined;
  const layer = finite
    ? loss.name
    : findBadLayer(model, batch.inputs, "") ?? model.name;
  const place = finite
    ? `in ${layer} of finite outputs`
    : `first in the outputs of ${layer}`;
  return say(
    layer,
    `a finite loss, received ${batch.value}, ${place}: ${remedy(situation)}`,
  );
}

/** Explains a gradient that is not finite. */
export function diagnoseGradient(
  situation: Situation,
  { name, gradient: { data } }: Parameter,
): DivergenceError {
  const { action, epoch, step } = situation;
  const message = `Cannot ${action}: expected a finite gradient, received ` +
    `${data[findBad(data) ?? 0]} for ${name}: ${remedy(situation)}`;
  const layer = layerOf(name, situation);
  return new DivergenceError({ message, epoch, step, layer });
}

/** Refuses weights that an update made other than finite. */
export function assertFiniteWeights(situation: Situation): void {
  for (const parameter of situation.model.parameters) {
    if (parameter.engine.allFinite([parameter.value.data])) continue;
    throw diagnoseWeights(situation, parameter);
  }
}

function diagnoseWeights(
  situation: Situation,
  { name, value: { data } }: Parameter,
): DivergenceError {
  const { action, epoch, step } = situation;
  const message = `Cannot ${action}: expected finite weights after step ` +
    `${step} in epoch ${epoch}, received ${data[findBad(data) ?? 0]} for ` +
    `${name}: begin anew, and ${remedy(situation)}`;
  const layer = layerOf(name, situation);
  return new DivergenceError({ message, epoch, step, layer });
}

/** `0.dense` of `0.dense.kernel`; the model of a plain `kernel`. */
function layerOf(parameter: string, { model }: Situation): string {
  const dot = parameter.lastIndexOf(".");
  return dot < 0 ? model.name : parameter.slice(0, dot);
}

function remedy({ optimizer }: Situation): string {
  return `lower the learning rate from ${optimizer.learningRate}, or scale ` +
    "the inputs";
}

/**
 * Names the first layer whose outputs are not finite; the prefix is its place,
 * such as `0.`.
 */
function findBadLayer(
  model: Layer,
  inputs: Tensor,
  prefix: string,
): string | undefined {
  if (model.layers === undefined) {
    const { data } = model.forward(inputs);
    return findBad(data) === undefined ? undefined : prefix + model.name;
  }
  const inner = prefix === "" ? "" : `${prefix}${model.name}.`;
  let outputs = inputs;
  for (const [i, layer] of model.layers.entries()) {
    const bad = findBadLayer(layer, outputs, `${inner}${i}.`);
    if (bad !== undefined) return bad;
    outputs = layer.forward(outputs);
  }
  return undefined;
}

function findBad(data: Float32Array): number | undefined {
  const index = data.findIndex((value) => !Number.isFinite(value));
  return index < 0 ? undefined : index;
}
