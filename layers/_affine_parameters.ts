import type { Parameter } from "@cutedl/tensor";
import type { Affine } from "@cutedl/tensor/engine";
import { constantParameter } from "./_constant_parameter.ts";
import type { LayerContext } from "./layer_parts.ts";
import type { LayerPass } from "./layer_pass.ts";

/** What affine parameters are made with. */
interface AffineSettings {
  features: number;
  center: boolean;
  scale: boolean;
  context: LayerContext;
}

/** Scale gamma and offset beta of each feature, or either, or none. */
export class AffineParameters {
  /** Those that are learned: gamma, then beta. */
  readonly parameters: readonly Parameter[];
  readonly #shape: readonly number[];
  readonly #gamma: Parameter | undefined;
  readonly #beta: Parameter | undefined;

  constructor({ features, center, scale, context }: AffineSettings) {
    const make = (name: string, value: number): Parameter =>
      constantParameter(name, { features, value, trainable: true, context });
    this.#shape = [features];
    this.#gamma = scale ? make("gamma", 1) : undefined;
    this.#beta = center ? make("beta", 0) : undefined;
    this.parameters = [this.#gamma, this.#beta]
      .filter((parameter) => parameter !== undefined);
  }

  /** Whether there are parameters, none of them trainable. */
  get isFrozen(): boolean {
    return this.parameters.length > 0 &&
      !this.parameters.some(({ trainable }) => trainable);
  }

  /** The values: live ones, and ones and zeros for what is not learned. */
  values(pass: LayerPass): Affine {
    const { data: gamma } = this.#gamma?.value ??
      pass.tensor("gamma", this.#shape);
    const { data: beta } = this.#beta?.value ??
      pass.tensor("beta", this.#shape);
    if (this.#gamma === undefined) gamma.fill(1);
    if (this.#beta === undefined) beta.fill(0);
    return { gamma, beta };
  }

  /** Where gradients go: those of what is not trainable to memory of the pass. */
  gradients(pass: LayerPass): Affine {
    const { data: gamma } = this.#gamma?.trainable
      ? this.#gamma.gradient
      : pass.tensor("gammaGradient", this.#shape);
    const { data: beta } = this.#beta?.trainable
      ? this.#beta.gradient
      : pass.tensor("betaGradient", this.#shape);
    return { gamma, beta };
  }
}
