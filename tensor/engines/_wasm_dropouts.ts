import type { WasmContext } from "./_wasm_context.ts";
import { dropoutBound, type Dropouts } from "./dropout.ts";

/** What drops elements at random, by the wasm kernels. */
export function wasmDropouts(
  { kernels, staging }: WasmContext,
): Dropouts {
  return {
    dropout: (inputs, outputs, { rate, key }) => {
      const to = staging.place(outputs);
      kernels.f32_dropout(
        staging.input(inputs),
        to,
        outputs.length,
        dropoutBound(rate),
        1 / (1 - rate),
        key[0],
        key[1],
      );
      staging.finish(outputs, to);
    },
  };
}
