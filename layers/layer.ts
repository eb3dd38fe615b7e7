/**
 * What a layer is: a differentiable function with parameters.
 *
 * @module
 */
import type {
  Engine,
  EngineChoice,
  Parameter,
  Random,
  Tensor,
  Workspace,
} from "@cutedl/tensor";
import type { Config } from "./config.ts";

/** What a layer is built with. */
export interface BuildOptions {
  /** Source of initial values; default seeded with 0. */
  random?: Random;
  /** Engine whose memory holds the parameters; default `auto`. */
  engine?: EngineChoice;
  /** What errors call the layer, such as `0.dense`; default its name. */
  name?: string;
  /**
   * Values that parameters and buffers start from, before others are made up; by
   * default none. A model that is loaded gives those of the file.
   */
  values?: InitialValues | undefined;
}

/**
 * Gives the value that a parameter starts from, if it knows one.
 *
 * @param name Name of the parameter, as its layer has it.
 * @param shape Its shape.
 * @returns A tensor of that shape, which is copied, or `undefined`.
 */
export type InitialValues = (
  name: string,
  shape: readonly number[],
) => Tensor | undefined;

/** Takes a `build` back, so that the layer is as it was before. */
export type UndoBuild = () => void;

/** How to run a layer forward. */
export interface ForwardOptions {
  /** Whether this is a training step, with a backward pass; default `false`. */
  training?: boolean;
  /**
   * Where outputs go, and the engine that computes them; by default to new
   * ordinary tensors.
   */
  workspace?: Workspace;
}

/** How to run a layer backward. */
export interface BackwardOptions {
  /** Whether the gradient for the inputs is wanted; default `true`. */
  inputGradient?: boolean;
  /**
   * Where that gradient goes, and the engine that computes; by default to a new
   * ordinary tensor.
   */
  workspace?: Workspace;
}

/**
 * A differentiable function with parameters.
 *
 * Anything with these members is a layer: a class of your own needs no base
 * class and no registration. What it can count on, and what it owes:
 *
 * - It is built once, before anything else but its shapes is asked for.
 *   Parameters are made then, in the engine given, and stay the same objects.
 * - It names its parameters for itself, as `kernel`. A model puts the place in
 *   front, as in `0.dense.kernel`; one layer may be in several models.
 * - It computes on `workspace.engine`, and asks the workspace for each tensor
 *   that it fills, as its owner. Without one, `new FreshWorkspace()` serves.
 * - It changes neither inputs nor gradients, which stay as they are until
 *   `backward` is done. It may give them back.
 * - It has a {@linkcode Config} if models with it are to be saved, and shows
 *   what else is to be: `buffers`, such as running means, and the `random` that
 *   it draws from after `build`.
 * - A `forward` without `training` leaves what `backward` needs alone: it asks
 *   the workspace for tensors under other names.
 *
 * @example A layer of your own: an offset for each input
 * ```ts
 * import {
 *   type BackwardOptions,
 *   type BuildOptions,
 *   type ForwardOptions,
 *   type Layer,
 *   Sequential,
 *   type UndoBuild,
 * } from "@cutedl/layers";
 * import { FreshWorkspace, Parameter, type Tensor, zeros } from "@cutedl/tensor";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * class Offset implements Layer {
 *   readonly name = "offset";
 *   parameters: readonly Parameter[] = [];
 *   inputShape: readonly number[] | undefined;
 *   outputShape: readonly number[] | undefined;
 *
 *   build(shape: readonly number[], options: BuildOptions = {}): UndoBuild | void {
 *     if (this.outputShape !== undefined) return; // built already
 *     const { engine = "auto" } = options;
 *     this.parameters = [new Parameter("bias", zeros(shape), { engine })];
 *     this.inputShape = this.outputShape = shape;
 *     return () => {
 *       this.parameters = [];
 *       this.inputShape = this.outputShape = undefined;
 *     };
 *   }
 *
 *   forward(inputs: Tensor, options: ForwardOptions = {}): Tensor {
 *     const { training, workspace = new FreshWorkspace() } = options;
 *     const outputs = workspace.tensor(
 *       this,
 *       training ? "outputs" : "evaluationOutputs",
 *       inputs.shape,
 *     );
 *     const [bias] = this.parameters;
 *     workspace.engine.activate(inputs.data, outputs.data, {
 *       activation: "linear",
 *       bias: bias!.value.data,
 *     });
 *     return outputs;
 *   }
 *
 *   backward(gradient: Tensor, options: BackwardOptions = {}): Tensor {
 *     const { workspace = new FreshWorkspace() } = options;
 *     const [bias] = this.parameters;
 *     if (bias!.trainable) {
 *       const [rows, columns] = [gradient.shape[0]!, bias!.value.size];
 *       workspace.engine.sumRows(gradient.data, bias!.gradient.data, {
 *         rows,
 *         columns,
 *       });
 *     }
 *     return gradient; // for the inputs, too
 *   }
 * }
 *
 * const model = new Sequential([new Offset()]);
 * model.build([2]);
 * assertEquals(model.parameters[0]!.name, "0.offset.bias");
 * model.parameters[0]!.assign(tensor([1, 10]));
 * assertEquals(model.predict(tensor([[3, 3]])).toArray(), [[4, 13]]);
 *
 * model.forward(tensor([[3, 3], [5, 5]]), { training: true });
 * model.backward(tensor([[1, 2], [3, 4]]));
 * assertEquals(model.parameters[0]!.gradient.toArray(), [4, 6]);
 * ```
 */
export interface Layer {
  /** What kind of layer it is, such as `dense`. */
  readonly name: string;
  /** Shape of one input, without the batch; known once built or declared. */
  readonly inputShape: readonly number[] | undefined;
  /** Shape of one output, without the batch; known once built, not before. */
  readonly outputShape: readonly number[] | undefined;
  /** Parameters in a fixed order, with names of their own; none before `build`. */
  readonly parameters: readonly Parameter[];
  /** Name of the activation that shapes the outputs, if one does. */
  readonly outputActivation?: string | undefined;
  /**
   * Whether its outputs are its inputs, at most scaled, dropped or in another
   * shape: what shapes them is the activation before it; default `false`.
   */
  readonly keepsActivation?: boolean | undefined;
  /**
   * Tensors beside the parameters that it goes by and changes without a
   * gradient, such as running means; with names of their own, and none before
   * `build`. They are saved and restored with the parameters.
   */
  readonly buffers?: readonly Parameter[] | undefined;
  /** What it draws from in `forward`, if it does; its state is saved. */
  readonly random?: Random | undefined;
  /** Options that make it again, for saving. */
  readonly config?: Config | undefined;
  /** Engine that computes where no workspace is given, if that is fixed. */
  readonly engine?: Engine | undefined;
  /** Layers that it runs one after the other, if it is made of some. */
  readonly layers?: readonly Layer[] | undefined;

  /**
   * Makes the parameters. A layer that is built already keeps them where they
   * are, and only checks the shape.
   *
   * @param inputShape Shape of one input, without the batch.
   * @param options Source of initial values, engine, name for errors.
   * @returns What takes it back, if anything was done: a model that is refused
   * by one layer leaves the others as they were.
   * @throws {ShapeError} If the layer cannot take such inputs, or was built for
   * others; nothing has changed.
   */
  build(
    inputShape: readonly number[],
    options?: BuildOptions,
  ): UndoBuild | void;

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
   * those of the trainable parameters.
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
