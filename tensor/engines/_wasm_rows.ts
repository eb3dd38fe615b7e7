import type { WasmContext } from "./_wasm_context.ts";
import type { Engine } from "./engine.ts";

/** What is computed row by row. */
export type Rows = Pick<
  Engine,
  "sumRows" | "softmax" | "softmaxGradient"
>;

/** What is computed row by row, by the wasm kernels. */
export function wasmRows(context: WasmContext): Rows {
  const { kernels, staging } = context;
  return {
    sumRows: (inputs, outputs, { rows, columns }) => {
      const to = staging.place(outputs);
      kernels.f32_sum_rows(
        staging.input(inputs),
        to,
        rows,
        columns,
        4 * columns,
      );
      staging.finish(outputs, to);
    },
    softmax: (inputs, outputs, { rows, columns }) => {
      const to = staging.place(outputs);
      kernels.f32_softmax(staging.input(inputs), to, rows, columns, 1);
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
