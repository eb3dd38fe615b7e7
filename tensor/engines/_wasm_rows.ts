import type { KernelExports } from "./_kernel_exports.ts";
import type { Staging } from "./_staging.ts";
import type { Engine } from "./engine.ts";

/** What is computed row by row. */
export type Rows = Pick<
  Engine,
  "addBias" | "sumRows" | "softmax" | "softmaxGradient"
>;

/** What is computed row by row, by the wasm kernels. */
export function wasmRows(kernels: KernelExports, staging: Staging): Rows {
  return {
    addBias: (inputs, bias, outputs, { rows, columns }) => {
      const to = staging.place(outputs);
      kernels.f32_add_bias(
        staging.input(inputs),
        staging.input(bias),
        to,
        rows,
        columns,
      );
      staging.finish(outputs, to);
    },
    sumRows: (inputs, outputs, { rows, columns }) => {
      const to = staging.place(outputs);
      kernels.f32_sum_rows(staging.input(inputs), to, rows, columns);
      staging.finish(outputs, to);
    },
    softmax: (inputs, outputs, { rows, columns }) => {
      const to = staging.place(outputs);
      kernels.f32_softmax(staging.input(inputs), to, rows, columns);
      staging.finish(outputs, to);
    },
    softmaxGradient: (probabilities, gradient, outputs, { rows, columns }) => {
      const to = staging.place(outputs);
      kernels.f32_softmax_gradient(
        staging.input(probabilities),
        staging.input(gradient),
        to,
        rows,
        columns,
      );
      staging.finish(outputs, to);
    },
  };
}
