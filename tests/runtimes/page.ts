/**
 * Runs the program in a page, then in a worker of it, and shows what came out, or
 * what went wrong, as JSON.
 *
 * @module
 */
import { outcomes } from "./program.ts";
import { threadsJoin } from "./threads.ts";

const { document, crossOriginIsolated } = globalThis as unknown as {
  document: { body: { id: string; textContent: string } };
  crossOriginIsolated: boolean;
};

function show(report: object): void {
  document.body.textContent = JSON.stringify(report);
  document.body.id = "report";
}

async function run(): Promise<void> {
  const page = { outcomes: await outcomes(), threads: await threadsJoin() };
  const worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = ({ data }) => {
    show({ page, worker: data, isolated: crossOriginIsolated });
  };
  worker.onerror = ({ message }) => show({ error: message });
}

run().catch((error) => show({ error: String(error) }));
