/**
 * Whether threads join in, as seen from the thread that calls them.
 *
 * @module
 */
import { WasmEngine } from "@cutedl/tensor/engine";

const PATIENCE = 3000; // ms, in which a thread is up many times over

/**
 * Tells whether another thread takes parts of the products of an engine of two:
 * its caller finds them taken then.
 */
export async function threadsJoin(): Promise<boolean> {
  const { compareExchange } = Atomics;
  let joined = false;
  const watch = (
    words: Int32Array,
    place: number,
    free: number,
    job: number,
  ): number => {
    const found = compareExchange(words, place, free, job);
    joined ||= found !== free;
    return found;
  };
  Atomics.compareExchange = watch as typeof compareExchange;
  try {
    const engine = new WasmEngine({ threads: 2 });
    const [a, b, outputs] = [1, 2, 0]
      .map((value) => new Float32Array(256 * 256).fill(value));
    const start = performance.now();
    while (!joined && performance.now() - start < PATIENCE) {
      engine.matmul(a!, b!, outputs!, { m: 256, k: 256, n: 256 });
      await new Promise((resolve) => setTimeout(resolve));
    }
  } finally {
    Atomics.compareExchange = compareExchange;
  }
  return joined;
}
