/// <reference lib="dom" />
/**
 * The worker that trains, so that the page can still be drawn on.
 *
 * @module
 */
import { type Engine, loadEngine, WasmEngine } from "@cutedl/tensor/engine";
import { drawLesson, loadLesson } from "./digits.ts";
import type { TrainReport, TrainRequest } from "./messages.ts";
import { trainClassifier } from "./train.ts";

globalThis.addEventListener("message", async ({ data }) => {
  try {
    await train(data as TrainRequest);
  } catch (error) {
    report({ kind: "failed", message: (error as Error).message });
  }
});

async function train(request: TrainRequest): Promise<void> {
  const start = performance.now();
  const { source, count, seed, epochs } = request;
  const onDone = (done: number): void => report({ kind: "preparing", done });
  const lesson = source === "mnist"
    ? await loadLesson(onDone)
    : await drawLesson(count, seed, onDone);
  await trainClassifier(lesson, { epochs, seed, engine: makeEngine(), report });
  report({ kind: "done", seconds: (performance.now() - start) / 1000 });
}

/** One thread: more do not help a network so small. */
function makeEngine(): Engine {
  try {
    return new WasmEngine({ threads: 1 });
  } catch { // a browser without WebAssembly SIMD
    return loadEngine("reference");
  }
}

function report(message: TrainReport): void {
  globalThis.postMessage(message);
}
