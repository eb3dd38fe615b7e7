import type { WasmContext } from "./_wasm_context.ts";
import { type GemmPart, gemmParts } from "./_gemm_parts.ts";
import { PixelBatch } from "./_pixel_batch.ts";
import type { Engine, MatmulSize } from "./engine.ts";

const FEWEST_SHARED = 2 ** 20; // multiplications, that threads share

/** Matrix products, of all elements or of those that are not zero. */
export type Products = Pick<Engine, "matmul">;

/** Matrix products by the wasm kernels. */
export function wasmProducts(context: WasmContext): Products {
  const { kernels, staging, threads } = context;
  const matmulDense = (
    a: Float32Array,
    b: Float32Array,
    outputs: Float32Array,
    size: MatmulSize,
  ): void => {
    const { m, k, n } = size;
    const { transposeA = false, transposeB = false, skipsZeros = false } = size;
    const to = staging.place(outputs);
    const from = staging.input(a);
    const byLists = skipsZeros &&
      kernels.f32_lists_pay(from, m, k, n, transposeA) !== 0;
    const kernel = byLists ? "f32_list_gemm" : "f32_gemm";
    const whole: GemmPart = [
      from,
      staging.input(b),
      to,
      m,
      n,
      k,
      transposeA,
      transposeB,
      transposeA ? m : k,
      transposeB ? k : n,
      n,
    ];
    const isShared = m * k * n >= FEWEST_SHARED;
    const parts = isShared ? gemmParts(whole, threads.count) : [whole];
    const bytes = kernels[`${kernel}_scratch`](m, n, k);
    const scratch = staging.scratch(parts.length * bytes);
    threads.run(
      kernel,
      parts.map((part, i) => [...part, scratch + i * bytes, skipsZeros]),
    );
    staging.finish(outputs, to);
  };
  const matmulPixels = (
    a: PixelBatch,
    b: Float32Array,
    outputs: Float32Array,
    size: MatmulSize,
  ): void => {
    const to = staging.place(outputs);
    a.matmul(staging.input(b), to, size);
    staging.finish(outputs, to);
  };
  return {
    matmul: (a, b, outputs, size) => {
      if (!("lists" in a)) matmulDense(a, b, outputs, size);
      else if (a instanceof PixelBatch && staging.holds(a.lists)) {
        matmulPixels(a, b, outputs, size);
      } else matmulDense(a.dense, b, outputs, size); // lists of another engine
    },
  };
}
