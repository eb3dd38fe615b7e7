import type { WasmContext } from "./_wasm_context.ts";
import type { Normalizations } from "./normalization.ts";

/** What normalizes rows and columns, by the wasm kernels. */
export function wasmNormalizations(
  { kernels, staging }: WasmContext,
): Normalizations {
  return {
    moments: (inputs, { mean, variance }, { rows, columns, groups }) => {
      const toMean = staging.place(mean);
      const toVariance = staging.place(variance);
      const kernel = groups === "rows"
        ? kernels.f32_row_moments
        : kernels.f32_column_moments;
      kernel(staging.input(inputs), toMean, toVariance, rows, columns);
      staging.retrieve(mean, toMean);
      staging.finish(variance, toVariance);
    },
    normalize: (inputs, { mean, variance }, { gamma, beta }, outputs, size) => {
      const { rows, columns, groups, epsilon } = size;
      const to = staging.place(outputs);
      const kernel = groups === "rows"
        ? kernels.f32_normalize_rows
        : kernels.f32_normalize_columns;
      kernel(
        staging.input(inputs),
        staging.input(mean),
        staging.input(variance),
        staging.input(gamma),
        staging.input(beta),
        to,
        rows,
        columns,
        epsilon,
      );
      staging.finish(outputs, to);
    },
    normalizeGradient: (pass, gradient, outputs, size) => {
      const { inputs, moments: { mean, variance }, gamma } = pass;
      const { rows, columns, groups, epsilon } = size;
      const scratch = staging.scratch(groups === "rows" ? 4 * rows : 0);
      const to = outputs.inputs === undefined
        ? 0
        : staging.place(outputs.inputs);
      const toGamma = staging.place(outputs.gamma);
      const toBeta = staging.place(outputs.beta);
      const kernel = groups === "rows"
        ? kernels.f32_normalize_rows_gradient
        : kernels.f32_normalize_columns_gradient;
      kernel(
        staging.input(inputs),
        staging.input(mean),
        staging.input(variance),
        staging.input(gamma),
        staging.input(gradient),
        to,
        toGamma,
        toBeta,
        rows,
        columns,
        epsilon,
        scratch,
      );
      if (outputs.inputs !== undefined) staging.retrieve(outputs.inputs, to);
      staging.retrieve(outputs.gamma, toGamma);
      staging.finish(outputs.beta, toBeta);
    },
  };
}
