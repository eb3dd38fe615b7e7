import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  type Loss,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from "@cutedl/losses";
import { ShapeError, type Tensor, tensor } from "@cutedl/tensor";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { defaultMetrics } from "./_default_metrics.ts";
import { BinaryAccuracy } from "./binary_accuracy.ts";
import { CategoricalAccuracy } from "./categorical_accuracy.ts";
import type { Metric, MetricOptions } from "./metric.ts";
import { SparseCategoricalAccuracy } from "./sparse_categorical_accuracy.ts";

function measure(metric: Metric, predictions: Tensor, targets: Tensor): number {
  metric.reset();
  metric.update(predictions, targets);
  return metric.result();
}

Deno.test("CategoricalAccuracy compares where the largest elements are", () => {
  const predictions = tensor([[0, 3, 1], [-5, -2, -9], [7, 0, 0], [1, 2, 3]]);
  const targets = tensor([[0, 1, 0], [0, 0, 1], [1, 0, 0], [0.2, 0.3, 0.5]]);
  assertEquals(measure(new CategoricalAccuracy(), predictions, targets), 3 / 4);
});

Deno.test("CategoricalAccuracy takes the first of equals", () => {
  const metric = new CategoricalAccuracy();
  const tie = tensor([[1, 1, 0]]);
  assertEquals(measure(metric, tie, tensor([[1, 0, 0]])), 1);
  assertEquals(measure(metric, tie, tensor([[0, 1, 0]])), 0);
  assertEquals(measure(metric, tensor([[0, 9, 0]]), tensor([[0, 4, 4]])), 1);
  const least = tensor([[-Infinity, -Infinity]]);
  assertEquals(measure(metric, least, tensor([[1, 0]])), 1);
});

Deno.test("CategoricalAccuracy and SparseCategoricalAccuracy never count a NaN as right", () => {
  for (let at = 0; at < 3; at++) {
    for (let label = 0; label < 3; label++) {
      const row = [0, 5, 0].with(at, NaN);
      const oneHot = [0, 0, 0].with(label, 1);
      assertEquals(
        [
          measure(new CategoricalAccuracy(), tensor([row]), tensor([oneHot])),
          measure(
            new SparseCategoricalAccuracy(),
            tensor([row]),
            tensor([label]),
          ),
        ],
        [0, 0],
      );
    }
  }
});

Deno.test("CategoricalAccuracy does not take NaN for a match of NaN", () => {
  const both = tensor([[NaN, 1]]);
  assertEquals(measure(new CategoricalAccuracy(), both, both), 0);
});

Deno.test("SparseCategoricalAccuracy compares the largest prediction with the label", () => {
  const predictions = tensor([[0, 3, 1], [-5, -2, -9], [7, 7, 0]]);
  const metric = new SparseCategoricalAccuracy();
  assertEquals(measure(metric, predictions, tensor([1, 2, 0])), 2 / 3);
  assertEquals(measure(metric, predictions, tensor([0, 0, 1])), 0);
});

Deno.test("BinaryAccuracy compares sides of the threshold", () => {
  const predictions = tensor([[0.5, 0.6], [0.4, NaN]]);
  const no = tensor([[0, 0], [0, 0]]);
  const yes = tensor([[1, 1], [1, 1]]);
  const half = new BinaryAccuracy();
  assertEquals(half.threshold, undefined);
  assertEquals(measure(half, predictions, no), 2 / 4); // 0.5 is not above
  assertEquals(measure(half, predictions, yes), 1 / 4);
  const logits = new BinaryAccuracy({ threshold: 0 });
  assertEquals(
    measure(logits, tensor([[0, -1, 1e-9]]), tensor([[0, 0, 1]])),
    1,
  );
  assertEquals(measure(half, tensor([[1, 1]]), tensor([[0.5, 0.51]])), 1 / 2);
});

Deno.test("BinaryAccuracy refuses a threshold that is NaN", () => {
  assertThrows(
    () => new BinaryAccuracy({ threshold: NaN }),
    RangeError,
    "Cannot create binary accuracy: expected a number as threshold, received NaN",
  );
});

Deno.test("Metric results count all rows since the last reset", () => {
  const [right, wrong] = [tensor([[0, 1]]), tensor([[1, 0], [1, 0], [1, 0]])];
  const cases: [Metric, Tensor, Tensor][] = [
    [
      new CategoricalAccuracy(),
      tensor([[0, 1]]),
      tensor([[0, 1], [0, 1], [0, 1]]),
    ],
    [new SparseCategoricalAccuracy(), tensor([1]), tensor([1, 1, 1])],
    [new BinaryAccuracy(), tensor([[0, 1]]), tensor([[0, 1], [0, 1], [0, 1]])],
  ];
  for (const [metric, first, second] of cases) {
    assertEquals(metric.name, "accuracy");
    assert(Number.isNaN(metric.result()));
    metric.update(right, first);
    metric.update(wrong, second);
    assertEquals(metric.result(), 1 / 4);
    metric.reset();
    assert(Number.isNaN(metric.result()));
  }
});

Deno.test("Metric names can be chosen", () => {
  const options = { name: "top" };
  assertEquals(new CategoricalAccuracy(options).name, "top");
  assertEquals(new SparseCategoricalAccuracy(options).name, "top");
  assertEquals(new BinaryAccuracy(options).name, "top");
});

Deno.test("Metric updates name the shapes that do not fit", () => {
  const cases: [Metric, Tensor, Tensor, string][] = [
    [
      new CategoricalAccuracy(),
      tensor([[1, 2]]),
      tensor([0]),
      "Cannot measure categorical accuracy: expected targets [1, 2], received [1]",
    ],
    [
      new CategoricalAccuracy(),
      tensor([1, 2]),
      tensor([1, 2]),
      "expected predictions [batch, classes], received [2]",
    ],
    [
      new SparseCategoricalAccuracy(),
      tensor([[1, 2]]),
      tensor([[1, 0]]),
      "Cannot measure sparse categorical accuracy: expected targets [1], " +
      "received [1, 2]",
    ],
    [
      new BinaryAccuracy(),
      tensor([[1], [2]]),
      tensor([1, 0]),
      "Cannot measure binary accuracy: expected targets [2, 1], received [2]",
    ],
  ];
  for (const [metric, predictions, targets, message] of cases) {
    assertThrows(
      () => metric.update(predictions, targets),
      ShapeError,
      message,
    );
  }
});

Deno.test("Metric states let another metric go on, and refuse what is none", () => {
  const [a, b] = [tensor([[1, 2], [4, 3]]), tensor([[0, 1], [0, 1]])];
  const cases: [() => Metric, Tensor, Tensor][] = [
    [() => new CategoricalAccuracy(), a, b],
    [() => new SparseCategoricalAccuracy(), a, tensor([1, 1])],
    [() => new BinaryAccuracy(), a, b],
  ];
  for (const [create, predictions, targets] of cases) {
    const metric = create();
    metric.update(predictions, targets);
    const before = metric.result();
    const state = metric.state!();
    const other = create();
    other.restore!(state);
    assertEquals(other.result(), before);
    for (const each of [metric, other]) each.update(predictions, targets);
    assertEquals(other.result(), metric.result());
    assertEquals(metric.state!(), other.state!());
    for (const bad of [null, 1, [], {}, { ...state as object, right: 99 }]) {
      assertThrows(
        () => other.restore!(bad),
        RangeError,
        `Cannot restore ${
          metric.constructor.name.replaceAll(/\B[A-Z]/g, " $&").toLowerCase()
        }: expected `,
      );
    }
    assertEquals(metric.state!(), other.state!());
  }
});

Deno.test("Metric results weigh rows, unless they are told not to", () => {
  const rows = tensor([[1, 2], [4, 3], [0, 1]]);
  const weights = tensor([1, 0.5, 0]);
  const cases: [(options: MetricOptions) => Metric, Tensor, number, number][] =
    [
      [
        (options) => new CategoricalAccuracy(options),
        tensor([[0, 1], [0, 1], [0, 1]]),
        2 / 3,
        1 / 1.5,
      ],
      [
        (options) => new SparseCategoricalAccuracy(options),
        tensor([1, 1, 1]),
        2 / 3,
        1 / 1.5,
      ],
      [
        (options) => new BinaryAccuracy(options), // right: 2 of 2, 1 of 2, 1 of 2
        tensor([[1, 1], [1, 0], [1, 1]]),
        4 / 6,
        (2 + 0.5) / 3,
      ],
    ];
  for (const [create, targets, plain, weighed] of cases) {
    const metric = create({});
    metric.update(rows, targets, { weights });
    const state = metric.state!();
    assertEquals(metric.result(), weighed);
    const other = create({});
    other.restore!(state);
    assertEquals(other.result(), weighed);
    const unweighted = create({ useWeights: false });
    unweighted.update(rows, targets, { weights });
    assertEquals(unweighted.result(), plain);
    for (const bad of [-1, NaN, Infinity]) {
      assertThrows(
        () => metric.update(rows, targets, { weights: tensor([1, bad, 1]) }),
        RangeError,
        `accuracy: expected finite weights >= 0, received ${bad} in row 1`,
      );
    }
    assertThrows(
      () => metric.update(rows, targets, { weights: tensor([1, 1]) }),
      ShapeError,
      "expected weights [3], received [2]",
    );
  }
});

Deno.test("defaultMetrics() follows the loss", () => {
  const quarter = (loss: Loss): number => {
    const [metric] = defaultMetrics(loss);
    assert(metric instanceof BinaryAccuracy);
    metric.update(tensor([[0.25]]), tensor([[1]]), { loss });
    return metric.result();
  };
  assertEquals(defaultMetrics(new MeanSquaredError()), []);
  assert(
    defaultMetrics(new CategoricalCrossentropy())[0] instanceof
      CategoricalAccuracy,
  );
  assert(
    defaultMetrics(new SparseCategoricalCrossentropy())[0] instanceof
      SparseCategoricalAccuracy,
  );
  assertEquals(quarter(new BinaryCrossentropy()), 1); // a logit, above 0
  assertEquals(quarter(new BinaryCrossentropy({ fromLogits: false })), 0);
});
