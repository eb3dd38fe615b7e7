import type { Target } from "./mutant.ts";

const tests = [
  "session/metrics/metrics_test.ts",
  "session/metrics/class_metrics_test.ts",
];

/** Faults of metrics and of weights. */
export const metrics: readonly Target[] = [
  {
    file: "session/metrics/categorical_accuracy.ts",
    tests,
    faults: [{
      fault: "NaN that counts as right",
      from: "predicted === wanted && predicted >= 0",
      to: "predicted === wanted",
    }],
  },
  {
    file: "session/metrics/binary_accuracy.ts",
    tests,
    faults: [{
      fault: "a threshold that belongs to both sides",
      from: "predicted[i]! > threshold",
      to: "predicted[i]! >= threshold",
    }],
  },
  {
    file: "session/metrics/_argmax.ts",
    tests,
    faults: [{
      fault: "the last of equals",
      from: "if (value <= largest) continue;",
      to: "if (value < largest) continue;",
    }],
  },
  {
    file: "session/metrics/_class_table.ts",
    tests,
    faults: [
      {
        fault: "a whole that counts each output",
        from: "if (label === 0) this.#whole += weight;",
        to: "this.#whole += weight;",
        harmless: "whole is compared with 0 alone, and a row has one weight",
      },
      {
        fault: "a weight of the output, not of the row",
        from: "weights?.[(i - label) / outputs]",
        to: "weights?.[label]",
      },
      {
        fault: "counts of the data before",
        from: `this.#actual = [];
    this.#whole = 0;`,
        to: "this.#actual = [];",
      },
    ],
  },
  {
    file: "session/metrics/precision.ts",
    tests,
    faults: [{
      fault: "NaN for a class that nobody predicted",
      from: "predicted === 0 ? 0 : hits / predicted",
      to: "hits / predicted",
    }],
  },
  {
    file: "session/metrics/f1_score.ts",
    tests,
    faults: [{
      fault: "half of the mean",
      from: "2 * hits / sum",
      to: "hits / sum",
    }],
  },
  {
    file: "session/metrics/top_k_accuracy.ts",
    tests: ["session/metrics/top_k_accuracy_test.ts"],
    faults: [
      {
        fault: "one place too many",
        from: "< this.k;",
        to: "<= this.k;",
      },
      {
        fault: "equals that all come first",
        from: "score === own && i > label",
        to: "score === own && i > scores.length",
      },
    ],
  },
  {
    file: "session/_scores.ts",
    tests: ["session/weights_test.ts"],
    faults: [{
      fault: "weights that metrics are not told",
      from: "{ ...this.#options, weights }",
      to: "{ ...this.#options }",
    }],
  },
  {
    file: "session/_weigher.ts",
    tests: ["session/weights_test.ts"],
    faults: [{
      fault: "weights of classes in place of those of examples",
      from: "weight * (batch.weights?.data[row] ?? 1)",
      to: "weight",
    }],
  },
  {
    file: "datasets/_examples.ts",
    tests: ["datasets/weights_test.ts"],
    faults: [{
      fault: "weights of the first examples for all",
      from: "gather(rows.weights, indices, weights.data);",
      to: "weights.data.set(rows.weights.subarray(0, size));",
    }],
  },
];
