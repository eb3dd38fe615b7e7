/**
 * One pass through a layer that extends the base class.
 *
 * @module
 */
import {
  type Engine,
  FreshWorkspace,
  type Tensor,
  type Workspace,
} from "@cutedl/tensor";
import type { BackwardOptions, ForwardOptions } from "./layer.ts";

/**
 * What a {@linkcode BaseLayer} computes with in one `forward` or `backward`.
 *
 * @example
 * ```ts
 * import { LayerPass } from "@cutedl/layers";
 * import { loadEngine, ReusedWorkspace } from "@cutedl/tensor";
 * import { assertEquals, assertNotStrictEquals } from "@std/assert";
 *
 * const [owner, engine] = [{}, loadEngine()];
 * const workspace = new ReusedWorkspace(engine);
 * const training = new LayerPass(owner, engine, { workspace, training: true });
 * const evaluation = new LayerPass(owner, engine, { workspace });
 * assertEquals(training.engine, engine);
 * assertNotStrictEquals(
 *   training.tensor("outputs", [2, 3]).data,
 *   evaluation.tensor("outputs", [2, 3]).data,
 * );
 * ```
 */
export class LayerPass {
  /** Whether it is a part of a training step. */
  readonly training: boolean;
  /** Whether the gradient for the inputs is wanted, going back. */
  readonly inputGradient: boolean;
  /** Engine that computes. */
  readonly engine: Engine;
  readonly #owner: object;
  readonly #workspace: Workspace;

  /**
   * Prepares a pass.
   *
   * @param owner The layer.
   * @param engine Engine that computes where no workspace is given.
   * @param options What `forward` or `backward` was given.
   */
  constructor(
    owner: object,
    engine: Engine,
    options: ForwardOptions & BackwardOptions,
  ) {
    const {
      training = false,
      inputGradient = true,
      workspace = new FreshWorkspace(engine),
    } = options;
    this.training = training;
    this.inputGradient = inputGradient;
    this.engine = workspace.engine;
    this.#owner = owner;
    this.#workspace = workspace;
  }

  /**
   * Asks for a tensor to fill. Evaluation has memory of its own under the same
   * name, so that it leaves what `backward` needs alone.
   *
   * @param name What it is to the layer, such as `outputs`.
   * @param shape Size of each axis.
   * @returns A tensor of that shape with unspecified elements.
   */
  tensor(name: string, shape: readonly number[]): Tensor {
    const place = this.training ? name : `evaluation ${name}`;
    return this.#workspace.tensor(this.#owner, place, shape);
  }
}
