/// <reference lib="dom" />
import { Chart } from "./chart.ts";
import { element } from "./elements.ts";
import type { Source, TrainReport, TrainRequest } from "./messages.ts";
import { FIRST, SETTINGS } from "./settings.ts";

/** A network that was trained, and how. */
export interface TrainedModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly origin: string;
}

/** Who wants to know of training. */
export interface TrainingListeners {
  /** A network is better than the ones before it: it can be used already. */
  onModel: (model: TrainedModel) => void;
  /** Training has ended, with the last of those networks. */
  onEnd: (model: TrainedModel) => void;
}

/** Trains in a worker, and shows how it goes. */
export class TrainingView {
  readonly #listeners: TrainingListeners;
  readonly #form = element("training", HTMLFormElement);
  readonly #train = element("train", HTMLButtonElement);
  readonly #stop = element("stop", HTMLButtonElement);
  readonly #progress = element("progress", HTMLProgressElement);
  readonly #status = element("status", HTMLElement);
  readonly #outputs = {
    loss: element("loss", HTMLOutputElement),
    accuracy: element("accuracy", HTMLOutputElement),
  };
  readonly #charts = {
    loss: new Chart(element("loss-chart", SVGSVGElement), {
      name: "Loss",
      format: (value) => value.toFixed(2),
      range: (values) => [0, 0.4 * Math.ceil(Math.max(0.4, ...values) / 0.4)],
    }),
    accuracy: new Chart(element("accuracy-chart", SVGSVGElement), {
      name: "Accuracy",
      format: formatPercent,
      range: (values) => [0.2 * Math.floor(Math.min(0.8, ...values) / 0.2), 1],
    }),
  };
  #worker: Worker | undefined;
  #model: TrainedModel | undefined;
  #seed = FIRST.seed;

  constructor(listeners: TrainingListeners) {
    this.#listeners = listeners;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const source = new FormData(this.#form).get("source") as Source;
      this.#seed++;
      this.#begin({ source, ...SETTINGS[source], seed: this.#seed });
    });
    this.#stop.addEventListener("click", () => {
      this.#end(
        this.#model
          ? "Stopped. The best network so far stays in use."
          : "Stopped before there was a network: the one before stays in use.",
      );
    });
  }

  /** Offers MNIST, or says how to get it. */
  offerMnist(available: boolean): void {
    const choice = this.#form.querySelector<HTMLInputElement>("[value=mnist]")!;
    choice.disabled = !available;
    if (available) return;
    element("mnist", HTMLElement).textContent =
      "MNIST is not in data/mnist: run deno task mnist once, then reload";
  }

  /** Trains a first network, where there is none. */
  trainFirst(): void {
    this.#begin(FIRST);
    this.#status.textContent =
      "Training a first network, which takes about two seconds.";
  }

  /** Ends training, if there is any, because another network is wanted. */
  cancel(): void {
    if (this.#worker === undefined) return;
    this.#model = undefined;
    this.#end("Stopped: a model file was opened.");
  }

  #begin(request: TrainRequest): void {
    this.#model = undefined;
    for (const chart of Object.values(this.#charts)) {
      chart.reset(request.epochs);
    }
    for (const output of Object.values(this.#outputs)) output.value = "";
    this.#setRunning(true);
    this.#status.textContent = request.source === "mnist"
      ? "Loading MNIST."
      : `Drawing ${request.count.toLocaleString("en")} digits.`;
    const worker = new Worker("/worker.js", { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      if (worker === this.#worker) this.#receive(data, request);
    });
    worker.addEventListener("error", ({ message }) => {
      this.#end(`Training failed: ${message || "the worker cannot start"}`);
    });
    worker.postMessage(request);
    this.#worker = worker;
  }

  #receive(report: TrainReport, request: TrainRequest): void {
    if (report.kind === "preparing") {
      this.#progress.value = report.done / 4;
    } else if (report.kind === "progress") {
      const { epoch, loss, accuracy } = report;
      this.#progress.value = (1 + 3 * epoch / request.epochs) / 4;
      this.#charts.loss.measure({ epoch, value: loss });
      this.#charts.accuracy.measure({ epoch, value: accuracy });
    } else if (report.kind === "validated") {
      const { epoch, loss, accuracy, model } = report;
      this.#charts.loss.validate({ epoch, value: loss });
      this.#charts.accuracy.validate({ epoch, value: accuracy });
      this.#outputs.loss.value = loss.toFixed(3);
      this.#outputs.accuracy.value = formatPercent(accuracy);
      this.#status.textContent = `Epoch ${epoch} of ${request.epochs}`;
      if (model === undefined) return;
      this.#model = { bytes: model, origin: describe(request, accuracy) };
      this.#listeners.onModel(this.#model);
    } else if (report.kind === "done") {
      this.#end(`Trained in ${report.seconds.toFixed(1)} s, and in use.`);
    } else {
      this.#end(report.message);
    }
  }

  #end(status: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#setRunning(false);
    this.#status.textContent = status;
    if (this.#model !== undefined) this.#listeners.onEnd(this.#model);
  }

  #setRunning(running: boolean): void {
    const hadFocus = document.activeElement;
    this.#train.disabled = running;
    this.#stop.disabled = !running;
    this.#progress.value = 0;
    this.#progress.classList.toggle("idle", !running);
    if (hadFocus === this.#train) this.#stop.focus();
    if (hadFocus === this.#stop) this.#train.focus();
  }
}

function describe({ source, count }: TrainRequest, accuracy: number): string {
  const learned = count.toLocaleString("en");
  return source === "mnist"
    ? `Trained here on MNIST: ${formatPercent(accuracy)} of its 10,000 test ` +
      "images told right."
    : `Trained here on ${learned} digits drawn by a program: ` +
      `${formatPercent(accuracy)} of ` +
      `${Math.ceil(count / 10).toLocaleString("en")} others told right.`;
}

function formatPercent(share: number): string {
  return `${(share * 100).toFixed(share > 0.99 && share < 1 ? 1 : 0)} %`;
}
