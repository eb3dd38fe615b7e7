import type { Loss } from "@cutedl/losses";
import { defaultMetrics } from "./metrics/_default_metrics.ts";
import type { Metric } from "./metrics/metric.ts";

const TAKEN = [
  "epoch",
  "epochs",
  "step",
  "steps",
  "seconds",
  "loss",
  "valLoss",
];

/** Lends metrics to one measurement at a time. */
export class MetricPool {
  /** Names of the metrics. */
  readonly names: readonly string[];
  readonly #make: (() => readonly Metric[]) | undefined;
  readonly #idle: (readonly Metric[])[] = [];

  /** @param given Metrics of the user; by default those that go with the loss. */
  constructor(loss: Loss, given: readonly Metric[] | undefined) {
    const metrics = given === undefined ? defaultMetrics(loss) : [...given];
    if (given === undefined) this.#make = () => defaultMetrics(loss);
    else if (metrics.length === 0) this.#make = () => metrics;
    this.names = metrics.map((metric) => metric.name);
    this.names.forEach((name, i) => {
      if (!TAKEN.includes(name) && this.names.indexOf(name) === i) return;
      throw new RangeError(
        "Cannot create session: expected metrics with names of their own, " +
          `received ${JSON.stringify(name)}, which is taken: give it ` +
          'another, as in new BinaryAccuracy({ name: "binary" })',
      );
    });
    this.#idle.push(metrics);
  }

  /** Lends metrics that hold nothing. */
  take(): readonly Metric[] {
    const metrics = this.#idle.pop();
    if (metrics !== undefined) return metrics;
    if (this.#make !== undefined) return this.#make();
    throw new Error(
      "Cannot measure metrics: expected them to be free, received a second " +
        "measurement while one is under way: await evaluate before the next, " +
        "and in a callback call it in onValidationEnd or onEpochEnd",
    );
  }

  /** Takes metrics back, and empties them. */
  giveBack(metrics: readonly Metric[]): void {
    for (const metric of metrics) metric.reset();
    this.#idle.push(metrics);
  }
}
