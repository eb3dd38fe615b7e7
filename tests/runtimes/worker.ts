/**
 * Runs the program in a worker of a page.
 *
 * @module
 */
import { outcomes } from "./program.ts";

const worker = globalThis as unknown as { postMessage(data: unknown): void };
worker.postMessage(await outcomes());
