import type { Loss } from "@cutedl/losses";
import { BinaryAccuracy } from "./binary_accuracy.ts";
import { CategoricalAccuracy } from "./categorical_accuracy.ts";
import type { Metric } from "./metric.ts";
import { SparseCategoricalAccuracy } from "./sparse_categorical_accuracy.ts";

/** Makes the accuracy that goes with a loss; none for plain values. */
export function defaultMetrics(loss: Loss): readonly Metric[] {
  switch (loss.targets) {
    case "oneHot":
      return [new CategoricalAccuracy()];
    case "labels":
      return [new SparseCategoricalAccuracy()];
    case "binary":
      return [new BinaryAccuracy()];
    case "values":
      return [];
  }
}
