import type { Loss } from "@cutedl/losses";
import { formatText } from "@cutedl/tensor";
import { isPrintable } from "./_series.ts";
import { isValidationName, validationName } from "./_validation_name.ts";
import { defaultMetrics } from "./metrics/_default_metrics.ts";
import type { Metric } from "./metrics/metric.ts";

const TAKEN = [
  "",
  "__proto__", // no name of a property
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
  /** The loss that predictions are made for. */
  readonly loss: Loss;
  /** Names of the metrics. */
  readonly names: readonly string[];
  readonly #make: (() => readonly Metric[]) | undefined;
  readonly #idle: (readonly Metric[])[] = [];

  /** @param given Metrics of the user; by default those that go with the loss. */
  constructor(loss: Loss, given: readonly Metric[] | undefined) {
    this.loss = loss;
    const metrics = given === undefined ? defaultMetrics(loss) : [...given];
    if (given === undefined) this.#make = () => defaultMetrics(loss);
    else if (metrics.length === 0) this.#make = () => metrics;
    this.names = metrics.map((metric) => metric.name);
    assertNames(this.names);
    this.#idle.push(metrics);
  }

  /** Lends metrics that hold nothing. */
  take(): readonly Metric[] {
    const metrics = this.#idle.at(-1);
    if (metrics !== undefined) {
      for (const metric of metrics) metric.reset();
      this.#idle.pop();
      return metrics;
    }
    if (this.#make !== undefined) return this.#make();
    throw new Error(
      "Cannot measure metrics: expected them to be free, received a second " +
        "measurement while one is under way: await evaluate before the next, " +
        "and in a callback call it in onValidationEnd or onEpochEnd",
    );
  }

  /** Takes metrics back. */
  giveBack(metrics: readonly Metric[]): void {
    this.#idle.push(metrics);
  }
}

/** Refuses names under which two series would be one. */
function assertNames(names: readonly string[]): void {
  const taken = new Set(TAKEN);
  for (const name of names) {
    const validation = validationName(name); // "a" and "A" share theirs
    const why = isValidationName(name)
      ? "which names a series of validation"
      : taken.has(name) || taken.has(validation)
      ? "which is taken"
      : !isPrintable(name)
      ? "which does not print"
      : undefined;
    if (why !== undefined) {
      throw new RangeError(
        "Cannot create session: expected metrics with names of their own, " +
          `received ${formatText(name)}, ${why}: give it another, as in ` +
          'new BinaryAccuracy({ name: "binary" })',
      );
    }
    taken.add(name).add(validation);
  }
}
