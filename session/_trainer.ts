import type { Batch } from "@cutedl/datasets";
import type { Layer } from "@cutedl/layers";
import type { Loss, LossOptions } from "@cutedl/losses";
import type { Optimizer } from "@cutedl/optimizers";
import {
  formatShape,
  ReusedWorkspace,
  ShapeError,
  sizeOf,
  type Tensor,
} from "@cutedl/tensor";
import {
  assertFiniteWeights,
  diagnoseGradient,
  diagnoseLoss,
  type MeasuredBatch,
  type Situation,
} from "./_diagnose.ts";

/** What a batch comes to. */
export interface Outcome {
  readonly value: number;
  readonly predictions: Tensor;
}

/** What is computed with: examples, and how much each counts. */
export type Examples = Omit<Batch, "size">;

/** Memory of training steps, and the options that name it. */
interface Memory {
  readonly forward: { training: true; workspace: ReusedWorkspace };
  readonly compute: { workspace: ReusedWorkspace };
  readonly backward: { inputGradient: false; workspace: ReusedWorkspace };
}

/** Runs single batches through a model, in memory that is used again. */
export class Trainer {
  /** Epochs that were completed. */
  epoch: number;
  /** Training steps that were completed. */
  step: number;
  readonly model: Layer;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  #memory: Memory | undefined;
  readonly #idle: ReusedWorkspace[] = []; // for evaluation

  /** @param done Epochs and steps that were completed before. */
  constructor(
    model: Layer,
    loss: Loss,
    optimizer: Optimizer,
    done: { epoch: number; step: number } = { epoch: 0, step: 0 },
  ) {
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.epoch = done.epoch;
    this.step = done.step;
  }

  /** Builds the model for a first batch, if it is not built. */
  buildFor(inputs: Tensor, action: string): void {
    if (this.model.outputShape !== undefined) return;
    const [size, ...exampleShape] = inputs.shape;
    if (exampleShape.length > 0) {
      this.model.build(exampleShape);
      return;
    }
    throw new ShapeError({
      action,
      name: "inputs",
      expected: ["batch", "inputs"],
      received: inputs.shape,
      ...(size !== undefined && {
        remedy: `a single example is inputs.reshape([1, ${size}])`,
      }),
    });
  }

  /** Builds the model if it is not, else checks that the examples fit it. */
  build(exampleShape: readonly number[], action: string): void {
    const { inputShape, outputShape } = this.model;
    if (outputShape === undefined) {
      this.model.build(exampleShape);
      return;
    }
    if (inputShape === undefined) return;
    if (String(inputShape) === String(exampleShape)) return;
    const fits = sizeOf(inputShape) === sizeOf(exampleShape);
    const shape = formatShape(["examples", ...inputShape]);
    throw new ShapeError({
      action,
      name: "data with inputs",
      expected: inputShape,
      received: exampleShape,
      ...(fits && { remedy: `make it of inputs reshaped to ${shape}` }),
    });
  }

  /** Takes one step, or none if anything is not finite. */
  train({ inputs, targets, weights }: Examples): Outcome {
    const { model, loss, optimizer } = this;
    const memory = this.#training;
    const predictions = model.forward(inputs, memory.forward);
    const { value, gradient } = loss.compute(
      predictions,
      targets,
      withWeights(memory.compute, weights),
    );
    if (!Number.isFinite(value)) {
      const batch = { inputs, targets, predictions, value };
      throw diagnoseLoss(this.#situation(), batch);
    }
    model.backward(gradient, memory.backward);
    const parameters = model.parameters;
    const gradients: Float32Array[] = [];
    for (const parameter of parameters) {
      if (parameter.trainable) gradients.push(parameter.gradient.data);
    }
    const { engine } = memory.compute.workspace;
    if (!engine.allFinite(gradients)) {
      const bad = parameters.find((parameter) =>
        parameter.trainable && !engine.allFinite([parameter.gradient.data])
      );
      throw diagnoseGradient(this.#situation(), bad!);
    }
    optimizer.update(parameters);
    this.step++;
    return { value, predictions };
  }

  /** Runs a batch forward only. */
  evaluate(
    { inputs, targets, weights }: Examples,
    workspace: ReusedWorkspace,
  ): Outcome {
    const options = { workspace };
    const predictions = this.model.forward(inputs, options);
    const { value } = this.loss.compute(
      predictions,
      targets,
      withWeights(options, weights),
    );
    return { value, predictions };
  }

  /** Refuses a validation loss that is not finite; `epoch` is its number. */
  assertFinite(epoch: number, batch: MeasuredBatch): void {
    if (Number.isFinite(batch.value)) return;
    const { step } = this;
    const action = `validate after step ${step} in epoch ${epoch}`;
    throw diagnoseLoss({ ...this.#situation(), action, epoch, step }, batch);
  }

  /** Refuses weights that are not finite; `epoch` is its number. */
  assertFiniteWeights(epoch: number): void {
    const { step } = this;
    const situation = { ...this.#situation(), action: "fit", epoch, step };
    assertFiniteWeights(situation);
  }

  /** Memory of training steps; only one at a time may use it. */
  get workspace(): ReusedWorkspace {
    return this.#training.compute.workspace;
  }

  /** Takes other memory for training steps from now on. */
  renewMemory(): void {
    this.#memory = undefined;
  }

  /** Lends memory for evaluation; give it back unless something failed. */
  borrow(): ReusedWorkspace {
    return this.#idle.pop() ?? this.#makeWorkspace();
  }

  /** Takes memory back. */
  giveBack(workspace: ReusedWorkspace): void {
    this.#idle.push(workspace);
  }

  /** The step that is under way. */
  #situation(): Situation {
    const { model, loss, optimizer } = this;
    const [epoch, step] = [this.epoch + 1, this.step + 1];
    const action = `train step ${step} in epoch ${epoch}`;
    return { action, epoch, step, model, loss, optimizer };
  }

  #makeWorkspace(): ReusedWorkspace {
    const { model } = this;
    return new ReusedWorkspace(model.engine ?? model.parameters[0]?.engine);
  }

  get #training(): Memory {
    if (this.#memory !== undefined) return this.#memory;
    const workspace = this.#makeWorkspace();
    return this.#memory = {
      forward: { training: true, workspace },
      compute: { workspace },
      backward: { inputGradient: false, workspace },
    };
  }
}

/** The same options where there are no weights, so that steps make no others. */
function withWeights(
  options: LossOptions,
  weights: Tensor | undefined,
): LossOptions {
  return weights === undefined ? options : { ...options, weights };
}
