import type { Engine, Parameter, Tensor } from "@cutedl/tensor";
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

  /** Fills `sums`, `[batch, units]`, with `inputs · kernel + bias`. */
  apply(inputs: ProductOperand, sums: Tensor, engine: Engine): void {
    const rows = sums.shape[0]!;
    engine.matmul(inputs, this.#kernel.value.data, sums.data, {
      m: rows,
      k: this.#inputs,
      n: this.#units,
      skipsZeros: true,
    });
    if (this.#bias !== undefined) {
      engine.addBias(sums.data, this.#bias.value.data, sums.data, {
        rows,
        columns: this.#units,
      });
    }
  }

  /** Fills the gradients of what is trainable, from that of the sums. */
  differentiate(inputs: ProductOperand, delta: Tensor, engine: Engine): void {
    const rows = delta.shape[0]!;
    if (this.#kernel.trainable) {
      engine.matmul(inputs, delta.data, this.#kernel.gradient.data, {
        m: this.#inputs,
        k: rows,
        n: this.#units,
        transposeA: true,
        skipsZeros: true,
      });
    }
    if (this.#bias?.trainable) {
      engine.sumRows(delta.data, this.#bias.gradient.data, {
        rows,
        columns: this.#units,
      });
    }
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
