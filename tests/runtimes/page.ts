/**
 * Runs the program in a page, then in a worker of it, and shows what came out, or
 * what went wrong, as JSON.
 *
 * @module
 */
import { outcomes } from "./program.ts";

const { document, crossOriginIsolated } = globalThis as unknown as {
  document: { body: { id: string; textContent: string } };
  crossOriginIsolated: boolean;
};

function show(report: object): void {
  document.body.textContent = JSON.stringify(report);
  document.body.id = "report";
}

outcomes().then((page) => {
  const worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = ({ data }) => {
    show({ page, worker: data, isolated: crossOriginIsolated });
  };
  worker.onerror = ({ message }) => show({ error: message });
}).catch((error) => show({ error: String(error) }));
