// Run by event_loop_test.ts, with the address of a slow server; trains until it
// is interrupted, and prints what else has run meanwhile.
import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { tensor } from "@cutedl/tensor";

const { process } = globalThis as unknown as {
  process: { getBuiltinModule(name: string): unknown };
};
process.getBuiltinModule("node:fs"); // as a loader of files does

const [url = ""] = Deno.args;
const seen = { ticks: 0, messages: 0, aborts: 0, fetched: "" };
const timer = setInterval(() => seen.ticks++, 10);
const code = "setInterval(() => postMessage(0), 10)";
const worker = new Worker(`data:text/javascript,${code}`, { type: "module" });
await new Promise<void>((resolve) => worker.onmessage = () => resolve());
worker.onmessage = () => seen.messages++;
AbortSignal.timeout(100).onabort = () => seen.aborts++;
fetch(url).then((response) => response.text())
  .then((text) => seen.fetched = text);

const session = new Session(new Sequential([new Dense(1)]), {
  loss: new MeanSquaredError(),
  optimizer: new Fixed(0.1),
});
Deno.addSignalListener("SIGINT", () => session.stop());
console.log("training");

const data = new ArrayDataset(tensor([[1]]), tensor([[2]]));
await session.fit(data, {
  epochs: 200, // of one step of 40 ms: 8 s at most
  callbacks: [{
    onBatchEnd: (): void => {
      const end = performance.now() + 40;
      while (performance.now() < end);
    },
  }],
});
console.log(JSON.stringify({ ...seen, epochs: session.epoch }));
clearInterval(timer);
worker.terminate();
Deno.exit();
