/**
 * Whether threads join in, as seen from the thread that calls them.
 *
 * @module
 */
import { WasmEngine } from "@cutedl/tensor/engine";

/**
 * Does some work again and again until another thread has taken a part of it,
 * which its caller finds taken then, or patience is over.
 *
 * @param work What an engine with threads is to do.
 * @param patience Milliseconds in which a thread should be up; default 3000.
 * @returns Whether another thread has taken a part.
 */
export async function othersJoin(
  work: () => void,
  patience = 3000,
): Promise<boolean> {
  const { compareExchange } = Atomics;
  let joined = false;
  const watch = (
    words: Int32Array,
    place: number,
    ...[free, job]: [number, number]
  ): number => {
    const found = compareExchange(words, place, free, job);
    joined ||= found !== free;
    return found;
  };
  Atomics.compareExchange = watch as typeof compareExchange;
  try {
    const start = performance.now();
    while (!joined && performance.now() - start < patience) {
      work();
      await new Promise((resolve) => setTimeout(resolve)); // threads start
    }
  } finally {
    Atomics.compareExchange = compareExchange;
  }
  return joined;
}

/** Tells whether the threads of an engine join in here. */
export function threadsJoin(): Promise<boolean> {
  const engine = new WasmEngine({ threads: 2 });
  const [a, b, outputs] = [1, 2, 0]
    .map((value) => new Float32Array(256 * 256).fill(value));
  return othersJoin(() =>
    engine.matmul(a!, b!, outputs!, { m: 256, k: 256, n: 256 })
  );
}
