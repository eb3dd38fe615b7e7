import type { WasmContext } from "./_wasm_context.ts";
import type { Engine } from "./engine.ts";

/** Losses from logits, with their gradients. */
export type Losses = Pick<
  Engine,
  "softmaxCrossentropy" | "sparseSoftmaxCrossentropy" | "sigmoidCrossentropy"
>;

/** Losses from logits, by the wasm kernels. */
export function wasmLosses(context: WasmContext): Losses {
  const { kernels, staging } = context;
  return {
    softmaxCrossentropy: (logits, targets, gradient, { rows, columns }) => {
      const to = staging.place(gradient);
      const sum = kernels.f32_softmax_crossentropy(
        staging.input(logits),
        staging.input(targets),
        to,
        rows,
        columns,
      );
      staging.finish(gradient, to);
      return sum;
    },
    sparseSoftmaxCrossentropy: (
      logits,
      labels,
      gradient,
      { rows, columns },
    ) => {
      const to = staging.place(gradient);
      const sum = kernels.f32_sparse_softmax_crossentropy(
        staging.input(logits),
        staging.input(labels),
        to,
        rows,
        columns,
      );
      staging.finish(gradient, to);
      return sum;
    },
    sigmoidCrossentropy: (logits, targets, gradient, { rows, columns }) => {
      const to = staging.place(gradient);
      const sum = kernels.f32_sigmoid_crossentropy(
        staging.input(logits),
        staging.input(targets),
        to,
        rows * columns,
        rows,
      );
      staging.finish(gradient, to);
      return sum;
    },
  };
}
