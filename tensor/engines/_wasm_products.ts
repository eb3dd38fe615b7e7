import type { WasmContext } from "./_wasm_context.ts";
import { epilogueArguments } from "./_epilogue_arguments.ts";
import { type GemmPart, gemmParts } from "./_gemm_parts.ts";
import { PixelBatch } from "./_pixel_batch.ts";
import type { Epilogue } from "./activation.ts";
import type { Engine, MatmulSize } from "./engine.ts";

const FEWEST_SHARED = 2 ** 20; // multiplications, that threads share

const nothing: Epilogue = { activation: "linear" };

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
    epilogue: Epilogue,
  ): void => {
    const { m, k, n } = size;
    const { transposeA = false, transposeB = false, skipsZeros = false } = size;
    const to = staging.place(outputs);
    const from = staging.input(a);
    const pay = skipsZeros
      ? kernels.f32_lists_pay(from, m, k, n, transposeA)
      : 0;
    const kernel = pay === 0 ? "f32_gemm" : "f32_list_gemm";
    const setting = pay === 0 ? skipsZeros : pay === 2; // whether B is packed
    const [bias, kind, slope] = epilogueArguments(epilogue, staging);
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
      bias,
      kind,
      slope,
    ];
    const isShared = m * k * n >= FEWEST_SHARED;
    const parts = isShared ? gemmParts(whole, threads.count) : [whole];
    const bytes = kernels[`${kernel}_scratch`](m, n, k);
    const scratch = staging.scratch(parts.length * bytes);
    threads.run(
      kernel,
      parts.map((part, i) => [...part, scratch + i * bytes, setting]),
    );
    staging.finish(outputs, to);
  };
  const matmulPixels = (
    a: PixelBatch,
    b: Float32Array,
    outputs: Float32Array,
    size: MatmulSize,
    epilogue: Epilogue,
  ): void => {
    const to = staging.place(outputs);
    const ending = epilogueArguments(epilogue, staging);
    a.matmul(staging.input(b), to, size, ending);
    staging.finish(outputs, to);
  };
  return {
    matmul: (a, b, outputs, size, epilogue = nothing) => {
      if (!("lists" in a)) matmulDense(a, b, outputs, size, epilogue);
      else if (a instanceof PixelBatch && staging.holds(a.lists)) {
        matmulPixels(a, b, outputs, size, epilogue);
      } else { // lists of another engine
        matmulDense(a.dense, b, outputs, size, epilogue);
      }
    },
  };
}
