import type {
  EngineChoice,
  Parameter,
  Random,
  Tensor,
  Workspace,
} from "@cutedl/tensor";

/** What a layer is built with. */
export interface BuildOptions {
  /** Source of initial values; default seeded with 0. */
  random?: Random;
  /** Engine that computes and holds the parameters; default `auto`. */
  engine?: EngineChoice;
  /** Prefix of the names of its parameters, such as `0.dense`; default its name. */
  name?: string;
}

/** How to run a layer forward. */
export interface ForwardOptions {
  /** Whether a backward pass follows; default `false`. */
  training?: boolean;
  /** Where the outputs go; by default to a new ordinary tensor. */
  workspace?: Workspace;
}

/** How to run a layer backward. */
export interface BackwardOptions {
  /** Whether the gradient for the inputs is wanted; default `true`. */
  inputGradient?: boolean;
  /** Where that gradient goes; by default to a new ordinary tensor. */
  workspace?: Workspace;
}

/**
 * A differentiable function with parameters.
 *
 * Anything with these members is a layer: a class of your own needs no base
 * class and no registration.
 *
 * @example A layer of your own: doubling
 * ```ts
 * import type { Layer } from "@cutedl/layers";
 * import { Sequential } from "@cutedl/layers";
 * import { scale, tensor, type Tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * class Double implements Layer {
 *   readonly name = "double";
 *   readonly parameters = [];
 *   inputShape: readonly number[] | undefined;
 *   outputShape: readonly number[] | undefined;
 *   build(inputShape: readonly number[]): void {
 *     this.inputShape = this.outputShape = inputShape;
 *   }
 *   forward(inputs: Tensor): Tensor {
 *     return scale(inputs, 2);
 *   }
 *   backward(gradient: Tensor): Tensor {
 *     return scale(gradient, 2);
 *   }
 * }
 *
 * const model = new Sequential([new Double()]);
 * model.build([1]);
 * assertEquals(model.predict(tensor([[3]])).toArray(), [[6]]);
 * ```
 */
export interface Layer {
  /** What kind of layer it is, such as `dense`. */
  readonly name: string;
  /** Shape of one input, without the batch; known once built or declared. */
  readonly inputShape: readonly number[] | undefined;
  /** Shape of one output, without the batch; known once built. */
  readonly outputShape: readonly number[] | undefined;
  /** Parameters in a fixed order; empty before `build`. */
  readonly parameters: readonly Parameter[];
  /** Name of the activation that shapes the outputs, if one does. */
  readonly outputActivation?: string | undefined;

  /**
   * Makes the parameters. Building again keeps their values, under the name
   * and in the engine that are given then.
   *
   * @param inputShape Shape of one input, without the batch.
   * @param options Source of initial values, engine, prefix of names.
   * @throws {ShapeError} If the layer cannot take such inputs.
   */
  build(inputShape: readonly number[], options?: BuildOptions): void;

  /**
   * Computes outputs.
   *
   * @param inputs `[batch, ...inputShape]`.
   * @param options Whether a backward pass follows, and where outputs go.
   * @returns `[batch, ...outputShape]`.
   * @throws {ShapeError} If the inputs do not fit.
   * @throws {Error} If the layer is not built.
   */
  forward(inputs: Tensor, options?: ForwardOptions): Tensor;

  /**
   * Computes gradients for the last `forward` with `training`, overwriting
   * those of the parameters.
   *
   * @param gradient Gradient with respect to its outputs,
   * `[batch, ...outputShape]`.
   * @param options Whether the gradient for the inputs is wanted.
   * @returns Gradient with respect to its inputs, `[batch, ...inputShape]`, or
   * `undefined` if that is not wanted.
   * @throws {ShapeError} If the gradient does not fit.
   * @throws {Error} If no `forward` with `training` came before.
   */
  backward(
    gradient: Tensor,
    options?: BackwardOptions & { inputGradient?: true },
  ): Tensor;
  /**
   * Computes gradients; the one for the inputs only where wanted.
   *
   * @param gradient Gradient with respect to its outputs.
   * @param options Whether the gradient for the inputs is wanted.
   * @returns Gradient with respect to its inputs, or `undefined`.
   */
  backward(gradient: Tensor, options: BackwardOptions): Tensor | undefined;
}
