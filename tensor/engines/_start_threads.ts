import { threadSource } from "./_thread_source.ts";

interface NodeThread {
  on(event: "error", listener: () => void): void;
  unref(): void;
}

interface Runtime {
  process?: {
    getBuiltinModule?: (name: string) => {
      Worker?: new (url: URL, options: object) => NodeThread; // threads
      availableParallelism?: () => number; // os
    } | undefined;
  };
  document?: unknown;
  navigator?: { hardwareConcurrency?: number };
}

/**
 * Starts a thread that runs {@linkcode threadSource}. It is up some milliseconds
 * later, and never keeps the program from ending.
 *
 * @param data What it is given.
 * @returns Whether it could be started; not in a page, which must not wait for a
 * thread, nor where a policy forbids them.
 */
export function startThread(data: object): boolean {
  const { process, document } = globalThis as Runtime;
  const url = "data:text/javascript," + encodeURIComponent(threadSource);
  let worker: Worker | undefined;
  try {
    const Node = process?.getBuiltinModule?.("node:worker_threads")?.Worker;
    if (Node !== undefined) {
      const thread = new Node(new URL(url), { workerData: data });
      thread.on("error", () => {}); // the others do its work
      thread.unref();
      return true;
    }
    if (document !== undefined) return false;
    worker = new Worker(url, { type: "module" });
    worker.onerror = (event) => event.preventDefault();
    worker.postMessage(data);
    return true;
  } catch {
    worker?.terminate(); // without cross-origin isolation
    return false;
  }
}

const MOST = 4; // more share too little of a small network

/** Number of threads to use where none is given. */
export function availableThreads(): number {
  const { navigator, process } = globalThis as Runtime;
  const count = navigator?.hardwareConcurrency ??
    process?.getBuiltinModule?.("node:os")?.availableParallelism?.() ?? 1;
  return Math.min(count, MOST);
}
