import type { Engine, Parameter, Tensor } from "@cutedl/tensor";
import type { ActivationSettings } from "@cutedl/tensor/engine";
import type { ProductOperand } from "./_product_operand.ts";

/** Kernel and bias of a dense layer, and the products with them. */
export class DenseWeights {
  readonly #inputs: number;
  readonly #units: number;
  readonly #kernel: Parameter; // [inputs, units]
  readonly #bias: Parameter | undefined; // [units]

  constructor(kernel: Parameter, bias: Parameter | undefined) {
    const [inputs, units] = kernel.value.shape as [number, number];
    this.#inputs = inputs;
    this.#units = units;
    this.#kernel = kernel;
    this.#bias = bias;
  }

  /** Fills `outputs`, `[batch, units]`, with `f(inputs · kernel + bias)`. */
  apply(
    inputs: ProductOperand,
    outputs: Tensor,
    engine: Engine,
    f: ActivationSettings = { activation: "linear" },
  ): void {
    const size = {
      m: outputs.shape[0]!,
      k: this.#inputs,
      n: this.#units,
      skipsZeros: true,
    };
    engine.matmul(inputs, this.#kernel.value.data, outputs.data, size, {
      activation: f.activation,
      negativeSlope: f.negativeSlope ?? 0,
      bias: this.#bias?.value.data,
    });
  }

  /** Gradient of the bias, to be filled, if there is one and it is trainable. */
  get biasGradient(): Float32Array | undefined {
    return this.#bias?.trainable ? this.#bias.gradient.data : undefined;
  }

  /** Fills the gradient of the kernel, if it is trainable, from that of the sums. */
  differentiate(inputs: ProductOperand, delta: Tensor, engine: Engine): void {
    if (!this.#kernel.trainable) return;
    engine.matmul(inputs, delta.data, this.#kernel.gradient.data, {
      m: this.#inputs,
      k: delta.shape[0]!,
      n: this.#units,
      transposeA: true,
      skipsZeros: true,
    });
  }

  /** Fills the gradient of the bias, if it is trainable, from that of the sums. */
  differentiateBias(delta: Tensor, engine: Engine): void {
    const { biasGradient } = this;
    if (biasGradient === undefined) return;
    engine.sumRows(delta.data, biasGradient, {
      rows: delta.shape[0]!,
      columns: this.#units,
    });
  }

  /** Fills the gradient for the inputs, `[batch, inputs]`. */
  backtrack(delta: Tensor, outputs: Tensor, engine: Engine): void {
    engine.matmul(delta.data, this.#kernel.value.data, outputs.data, {
      m: delta.shape[0]!,
      k: this.#units,
      n: this.#inputs,
      transposeB: true,
      skipsZeros: true,
    });
  }
}
