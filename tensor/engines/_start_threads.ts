import { threadSource } from "./_thread_source.ts";

interface NodeThread {
  on(event: "error", listener: () => void): void;
  unref(): void;
}

interface Runtime {
  process?: {
    getBuiltinModule?: (name: string) => {
      Worker?: new (url: URL, options: object) => NodeThread;
    } | undefined;
  };
  document?: unknown;
  navigator?: { hardwareConcurrency?: number };
}

/**
 * Starts threads that run {@linkcode threadSource}. They are up some
 * milliseconds later, and never keep the program from ending.
 *
 * @param count How many work together, with the caller.
 * @param data What they are given, with their number.
 * @returns How many could be started; none in a page, which must not wait for a
 * thread, or where a policy forbids them.
 */
export function startThreads(count: number, data: object): number {
  for (let index = 1; index < count; index++) {
    try {
      startThread({ ...data, threads: count, index });
    } catch {
      return index - 1; // works without, or with fewer
    }
  }
  return count - 1;
}

function startThread(data: object): void {
  const { process, document } = globalThis as Runtime;
  const url = "data:text/javascript," + encodeURIComponent(threadSource);
  const Node = process?.getBuiltinModule?.("node:worker_threads")?.Worker;
  if (Node !== undefined) {
    const thread = new Node(new URL(url), { workerData: data });
    thread.on("error", () => {}); // the others do its work
    thread.unref();
    return;
  }
  if (document !== undefined) throw new Error("A page must not wait");
  const thread = new Worker(url, { type: "module" });
  thread.onerror = (event) => event.preventDefault();
  try {
    thread.postMessage(data);
  } catch (error) { // without cross-origin isolation
    thread.terminate();
    throw error;
  }
}

const MOST = 4; // more share too little of a small network

/** Number of threads to use where none is given. */
export function availableThreads(): number {
  const { navigator } = globalThis as Runtime;
  return Math.min(navigator?.hardwareConcurrency ?? nodeThreads(), MOST);
}

function nodeThreads(): number {
  const { process } = globalThis as {
    process?: {
      getBuiltinModule?: (name: string) => {
        availableParallelism?: () => number;
      } | undefined;
    };
  };
  const os = process?.getBuiltinModule?.("node:os");
  return os?.availableParallelism?.() ?? 1;
}
