/**
 * Runs the program in a worker of a page.
 *
 * @module
 */
import { outcomes } from "./program.ts";
import { threadsJoin } from "./threads.ts";

const worker = globalThis as unknown as { postMessage(data: unknown): void };
worker.postMessage({
  outcomes: await outcomes(),
  threads: await threadsJoin(),
});
