/**
 * What a thread runs, as JavaScript for a `data:` URL, which needs no
 * permission: it takes parts of work from the board, those first that are its own,
 * sleeps when there has been none for some time, and leaves when it is told to, or
 * when nobody wakes it: who started it may be gone without a word.
 */
export const threadSource = `
const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
const { module, memory, names, address, spins, sleep, board, threads, index } = node
  ? node.workerData
  : await new Promise((resolve) => {
    globalThis.onmessage = ({ data }) => resolve(data);
  });
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const kernels = names.map((name) => exports[name]);
const words = new Int32Array(memory.buffer, address, board.bytes / 4);
const numbers = new Float64Array(memory.buffer, address, board.bytes / 8);
const pause = Atomics.pause ?? (() => {});
let job = 0;
for (let idle = 0;;) {
  const now = Atomics.load(words, board.job);
  if (now === job) {
    if (idle++ < spins) pause();
    else {
      Atomics.add(words, board.sleepers, 1);
      const outcome = Atomics.wait(words, board.job, job, sleep);
      Atomics.sub(words, board.sleepers, 1);
      if (outcome === "timed-out") break;
      idle = 0;
    }
    continue;
  }
  if (Atomics.load(words, board.ended)) break;
  job = now;
  idle = 0;
  const free = job - 1 | 0;
  const count = Atomics.load(words, board.count);
  const first = Math.floor(index * count / threads);
  for (let i = 0; i < count; i++) {
    const part = (first + i) % count;
    const place = board.taken + part;
    if (Atomics.compareExchange(words, place, free, job) !== free) continue;
    const from = board.parts + part * board.partLength;
    const result = from + board.result;
    try {
      const kernel = kernels[words[board.kernel]];
      numbers[result] = kernel(...numbers.subarray(from, result));
    } catch {
      Atomics.store(words, board.failed, 1);
    }
    Atomics.add(words, board.done, 1);
    if (Atomics.load(words, board.waiting)) Atomics.notify(words, board.done);
  }
}
Atomics.store(words, board.absent + index, 1);
if (!node) globalThis.close();
`;
