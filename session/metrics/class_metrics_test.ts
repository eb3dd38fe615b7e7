import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from "@cutedl/losses";
import { oneHot, ShapeError, type Tensor, tensor } from "@cutedl/tensor";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type {
  Average,
  ClassMetric,
  ClassMetricOptions,
} from "./class_metric.ts";
import { ConfusionMatrix } from "./confusion_matrix.ts";
import { F1Score } from "./f1_score.ts";
import type { UpdateOptions } from "./metric.ts";
import { Precision } from "./precision.ts";
import { Recall } from "./recall.ts";

/** Rows of scores whose largest is at each class. */
function scores(classes: number[], count: number): Tensor {
  return oneHot(tensor(classes), count);
}

const Classes = { Precision, Recall, F1Score };
type Name = keyof typeof Classes;
const names = Object.keys(Classes) as Name[];

function make(name: Name, options: ClassMetricOptions = {}): ClassMetric {
  return new Classes[name](options);
}

/** What all three are expected to be, by name. */
type Expected = Record<Name, number>;

function assertMetrics(
  expected: Expected,
  [predictions, targets, options]: [Tensor, Tensor, UpdateOptions?],
  more: ClassMetricOptions = {},
): void {
  for (const name of names) {
    const metric = make(name, more);
    metric.update(predictions, targets, options);
    assertAlmostEquals(metric.result(), expected[name], 1e-12, name);
  }
}

const wanted = [0, 1, 2, 0, 1, 2, 2, 0];
const predicted = [0, 2, 2, 0, 0, 2, 1, 0];
const weights = tensor([1, 2, 0.5, 1, 0, 3, 1, 0.25]);
// predicted: 4, 1, 3; there: 3, 2, 3; both: 3, 0, 2
const perClass = {
  Precision: [3 / 4, 0, 2 / 3],
  Recall: [1, 0, 2 / 3],
  F1Score: [6 / 7, 0, 4 / 6],
};
// predicted: 2.25, 1, 5.5; there: 2.25, 2, 4.5; both: 2.25, 0, 3.5
const weightedPerClass = {
  Precision: [1, 0, 3.5 / 5.5],
  Recall: [1, 0, 3.5 / 4.5],
  F1Score: [1, 0, 7 / 10],
};

const losses = {
  "class numbers": [tensor(wanted), new SparseCategoricalCrossentropy()],
  "a column of them": [
    tensor(wanted).reshape([8, 1]),
    new SparseCategoricalCrossentropy(),
  ],
  "one-hot rows": [oneHot(tensor(wanted), 3), new CategoricalCrossentropy()],
  "one-hot rows, without a loss": [oneHot(tensor(wanted), 3), undefined],
  "one-hot rows as values": [oneHot(tensor(wanted), 3), new MeanSquaredError()],
} as const;
for (const [what, [targets, loss]] of Object.entries(losses)) {
  Deno.test(`Precision, Recall and F1Score are worked by hand, of ${what}`, () => {
    for (const isWeighted of [false, true]) {
      const options = {
        ...(loss && { loss }),
        ...(isWeighted && { weights }),
      };
      const expected = isWeighted ? weightedPerClass : perClass;
      const there = isWeighted ? [2.25, 2, 4.5] : [3, 2, 3];
      const all = isWeighted ? 8.75 : 8;
      const hits = isWeighted ? 5.75 : 5;
      for (const name of names) {
        for (const average of ["macro", "weighted", "micro"] as Average[]) {
          const metric = make(name, { average });
          metric.update(scores(predicted, 3), targets, options);
          metric.perClass().forEach((value, label) =>
            assertAlmostEquals(value, expected[name][label]!, 1e-12)
          );
          const [a, b, c] = expected[name] as [number, number, number];
          const result = {
            macro: (a + b + c) / 3,
            weighted: (a * there[0]! + b * there[1]! + c * there[2]!) / all,
            micro: hits / all,
          }[average];
          assertAlmostEquals(metric.result(), result, 1e-12, average);
        }
        for (const label of [0, 1, 2]) {
          const metric = make(name, { label });
          metric.update(scores(predicted, 3), targets, options);
          const value = expected[name][label]!;
          assertAlmostEquals(metric.result(), value, 1e-12);
        }
      }
    }
  });
}

Deno.test("Precision, Recall and F1Score agree with the examples of scikit-learn's documentation", () => {
  const [y, p] = [tensor([0, 1, 2, 0, 1, 2]), scores([0, 2, 1, 0, 0, 1], 3)];
  const published: Record<Average, Expected> = {
    macro: { Precision: 2 / 9, Recall: 1 / 3, F1Score: 0.8 / 3 },
    weighted: { Precision: 2 / 9, Recall: 1 / 3, F1Score: 0.8 / 3 },
    micro: { Precision: 1 / 3, Recall: 1 / 3, F1Score: 1 / 3 },
  };
  for (const [average, expected] of Object.entries(published)) {
    assertMetrics(expected, [p, y], { average: average as Average });
  }
});

Deno.test("Precision, Recall and F1Score leave classes that nobody saw out of the macro mean", () => {
  // of five classes, 3 is nowhere, 2 never predicted, 4 never there
  assertMetrics(
    {
      Precision: (1 + 1 + 0 + 0) / 4,
      Recall: (1 + 1 / 2 + 0 + 0) / 4,
      F1Score: (1 + 2 / 3 + 0 + 0) / 4,
    },
    [scores([0, 1, 4, 4], 5), tensor([0, 1, 1, 2])],
  );
  const recall = new Recall();
  recall.update(scores([0, 1, 4, 4], 5), tensor([0, 1, 1, 2]));
  assertEquals(recall.perClass(), [1, 1 / 2, 0, 0, 0]);
  // a row of weight 0 is as if it was not there
  const options = { weights: tensor([1, 1, 1, 0]) };
  assertMetrics(
    {
      Precision: (1 + 1 + 0) / 3,
      Recall: (1 + 1 / 2 + 0) / 3,
      F1Score: (1 + 2 / 3 + 0) / 3,
    },
    [scores([0, 1, 4, 3], 5), tensor([0, 1, 1, 2]), options],
  );
});

Deno.test("Precision, Recall and F1Score of one output count the yes, by what the loss takes", () => {
  const targets = tensor([[1], [0], [1], [1], [0]]);
  // as logits yes, yes, no, yes, no; as probabilities yes, no, no, yes, no
  const predictions = tensor([[0.9], [0.2], [-1], [2], [0]]);
  const asLogits = { Precision: 2 / 3, Recall: 2 / 3, F1Score: 2 / 3 };
  const asProbabilities = { Precision: 1, Recall: 2 / 3, F1Score: 4 / 5 };
  const logits = new BinaryCrossentropy();
  const probabilities = new BinaryCrossentropy({ fromLogits: false });
  assertMetrics(asLogits, [predictions, targets, { loss: logits }]);
  assertMetrics(asProbabilities, [predictions, targets, {
    loss: probabilities,
  }]);
  assertMetrics(asProbabilities, [predictions, targets]); // by default
  assertMetrics(asProbabilities, [
    predictions.reshape([5]),
    targets.reshape([5]),
  ]);
  for (const loss of [logits, probabilities]) { // what was chosen stays
    assertMetrics({ Precision: 1, Recall: 1 / 3, F1Score: 1 / 2 }, [
      predictions,
      targets,
      { loss },
    ], { threshold: 1 });
  }
  assertMetrics({ Precision: 3 / 4, Recall: 3 / 3.5, F1Score: 6 / 7.5 }, [
    predictions,
    targets,
    { loss: logits, weights: tensor([1, 1, 0.5, 2, 9]) },
  ]);
});

Deno.test("Precision, Recall and F1Score of several outputs average them all", () => {
  const loss = new BinaryCrossentropy({ fromLogits: false });
  const targets = tensor([[1, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 0]]);
  const predictions = tensor([[1, 1, 0], [0, 1, 0], [0, 1, 0], [1, 1, 0]]);
  // predicted: 2, 4, 0; there: 3, 2, 0; both: 2, 2, 0
  const expected: Record<Average, Expected> = {
    macro: {
      Precision: (1 + 1 / 2 + 0) / 3,
      Recall: (2 / 3 + 1 + 0) / 3,
      F1Score: (4 / 5 + 4 / 6 + 0) / 3,
    },
    weighted: {
      Precision: (3 * 1 + 2 * 1 / 2) / 5,
      Recall: 4 / 5,
      F1Score: (3 * 4 / 5 + 2 * 4 / 6) / 5,
    },
    micro: { Precision: 4 / 6, Recall: 4 / 5, F1Score: 8 / 11 },
  };
  for (const [average, values] of Object.entries(expected)) {
    assertMetrics(values, [predictions, targets, { loss }], {
      average: average as Average,
    });
  }
  // rows count 1, 2, 3, ½: predicted 1½, 6½, 0; there 3½, 5, 0; both 1½, 5, 0
  const weights = tensor([1, 2, 3, 0.5]);
  assertMetrics(
    { Precision: 6.5 / 8, Recall: 6.5 / 8.5, F1Score: 13 / 16.5 },
    [predictions, targets, { loss, weights }],
    { average: "micro" },
  );
});

Deno.test("Precision, Recall and F1Score are 0 where they would divide by 0, and NaN of nothing", () => {
  const loss = new BinaryCrossentropy();
  const none = { Precision: 0, Recall: 0, F1Score: 0 };
  const no = tensor([[0], [0]]);
  for (const average of ["macro", "weighted", "micro"] as const) {
    assertMetrics(none, [no, no, { loss }], { average });
  }
  for (const name of names) {
    const metric = make(name);
    assertEquals([metric.result(), metric.perClass()], [NaN, []]);
    metric.update(no, no, { loss, weights: tensor([0, 0]) });
    assertEquals(metric.result(), NaN);
    metric.update(no, no, { loss });
    assertEquals(metric.result(), 0);
    metric.reset();
    assertEquals([metric.result(), metric.perClass()], [NaN, []]);
    metric.update(scores([1], 2), tensor([1])); // other classes after a reset
    assertEquals(metric.perClass(), [0, 1]);
  }
});

Deno.test("Precision, Recall and F1Score are 0 of rows that are all NaN, whatever the average", () => {
  for (const average of ["macro", "weighted", "micro"] as const) {
    for (const Metric of [Precision, Recall, F1Score]) {
      const metric = new Metric({ average });
      metric.update(tensor([[NaN, NaN]]), tensor([[NaN, NaN]]));
      assertEquals(metric.result(), 0);
    }
  }
});

Deno.test("Precision, Recall and F1Score take a NaN for no prediction, and the first of equals", () => {
  const rows = tensor([[NaN, 1], [1, 1], [0, 1]]);
  const recall = new Recall();
  recall.update(rows, tensor([1, 0, 1]));
  assertEquals(recall.perClass(), [1, 1 / 2]);
  const precision = new Precision();
  precision.update(rows, tensor([1, 0, 1]));
  assertEquals(precision.perClass(), [1, 1]);
  const binary = new Recall();
  binary.update(tensor([[NaN], [1]]), tensor([[1], [1]]));
  assertEquals(binary.result(), 1 / 2);
});

Deno.test("Precision, Recall and F1Score gather batches, and leave weights out on request", () => {
  for (const name of names) {
    const [whole, parts, plain] = [
      make(name),
      make(name),
      make(name, { useWeights: false }),
    ];
    const [p, y] = [scores(predicted, 3), tensor(wanted)];
    whole.update(p, y, { weights });
    plain.update(p, y, { weights });
    for (const [from, to] of [[0, 3], [3, 8]] as const) {
      parts.update(
        scores(predicted.slice(from, to), 3),
        tensor(wanted.slice(from, to)),
        { weights: tensor(weights.data.slice(from, to)) },
      );
    }
    assertEquals(parts.perClass(), whole.perClass());
    assertEquals(plain.perClass(), perClass[name]);
  }
});

Deno.test("ClassMetric states let another one go on, and refuse what is none", () => {
  for (const name of names) {
    const [metric, other] = [make(name), make(name)];
    metric.update(scores(predicted, 3), tensor(wanted), { weights });
    const state = metric.state() as Record<string, number[]>;
    other.restore(state);
    for (const each of [metric, other]) {
      each.update(scores([1], 3), tensor([2]));
    }
    assertEquals(other.state(), metric.state());
    assertEquals(other.result(), metric.result());
    for (
      const bad of [
        null,
        1,
        [],
        {},
        { ...state, hits: [1, 2] },
        { ...state, hits: [1, 2, -1] },
        { ...state, actual: [1, 2, "3"] },
        { ...state, whole: NaN },
        { ...state, isMulticlass: 1 },
      ]
    ) {
      assertThrows(
        () => other.restore(bad),
        RangeError,
        `Cannot restore ${metric.name}: expected `,
      );
    }
    assertEquals(other.state(), metric.state());
  }
});

Deno.test("ClassMetric names follow the metric, or are chosen", () => {
  const all = names.map((name) => make(name).name);
  assertEquals(all, ["precision", "recall", "f1"]);
  assertEquals(new Recall({ name: "spamRecall" }).name, "spamRecall");
});

Deno.test("ClassMetric refuses senseless options and targets, and says which", () => {
  const attempts: [
    () => void,
    typeof RangeError | typeof ShapeError,
    string,
  ][] = [
    [
      () => new Recall({ average: "samples" as Average }),
      RangeError,
      'Cannot create recall: expected average "macro", "weighted" or "micro", ' +
      'received "samples"',
    ],
    [
      () => new F1Score({ label: -1 }),
      RangeError,
      "Cannot create f1: expected label to be a whole number >= 0, received -1",
    ],
    [
      () => new Precision({ threshold: NaN }),
      RangeError,
      "Cannot create precision: expected a number as threshold, received NaN",
    ],
    [
      () => new Recall({ label: 3 }).update(scores([0], 3), tensor([0])),
      RangeError,
      "Cannot measure recall: expected label to be a class from 0 to 2, " +
      "received 3",
    ],
    [
      () => new Recall().update(scores([0], 3), tensor([3])),
      RangeError,
      "Cannot measure recall: expected whole numbers from 0 to 2 as targets, " +
      "received 3 in row 0",
    ],
    [
      () => new Recall().update(scores([0, 1], 3), tensor([0])),
      ShapeError,
      "Cannot measure recall: expected targets [2], received [1]: give class " +
      "numbers, or rows [2, 3]",
    ],
    [
      () => new Recall().update(tensor([[1]]), tensor([0])),
      ShapeError,
      "Cannot measure recall: expected targets [1, 1], received [1]",
    ],
    [
      () =>
        new Recall().update(scores([0], 2), tensor([0]), {
          weights: tensor([1, 1]),
        }),
      ShapeError,
      "Cannot measure recall: expected weights [1], received [2]",
    ],
    [
      () =>
        new Recall().update(scores([0, 0], 2), tensor([0, 0]), {
          weights: tensor([1, -1]),
        }),
      RangeError,
      "Cannot measure recall: expected finite weights >= 0, received -1 in row 1",
    ],
    [
      () => {
        const recall = new Recall();
        recall.update(scores([0], 3), tensor([0]));
        recall.update(scores([0], 2), tensor([0]));
      },
      RangeError,
      "Cannot measure recall: expected 3 classes as in earlier batches, " +
      "received 2: reset it before other data",
    ],
  ];
  for (const [attempt, type, message] of attempts) {
    assertThrows(attempt, type, message);
  }
});

Deno.test("ConfusionMatrix agrees with the example of scikit-learn's documentation", () => {
  const matrix = new ConfusionMatrix();
  matrix.update(scores([0, 0, 2, 2, 0, 2], 3), tensor([2, 0, 2, 2, 0, 1]));
  assertEquals(matrix.result(), [[2, 0, 0], [0, 0, 1], [1, 0, 2]]);
});

Deno.test("ConfusionMatrix sums weights over batches, of any form of targets", () => {
  const expected = [[2.25, 0, 0], [0, 0, 2], [0, 1, 3.5]];
  for (const [targets, loss] of Object.values(losses)) {
    const matrix = new ConfusionMatrix();
    const options = { weights, ...(loss && { loss }) };
    matrix.update(scores(predicted, 3), targets, options);
    assertEquals(matrix.result(), expected);
    matrix.update(scores(predicted, 3), targets, options);
    const twice = expected.map((row) => row.map((n) => 2 * n));
    assertEquals(matrix.result(), twice);
    matrix.result()[0]![0] = 99; // a copy
    assertEquals(matrix.result(), twice);
    matrix.reset();
    assertEquals(matrix.result(), []);
  }
  const plain = new ConfusionMatrix({ useWeights: false });
  plain.update(scores(predicted, 3), tensor(wanted), { weights });
  assertEquals(plain.result(), [[3, 0, 0], [1, 0, 1], [0, 1, 2]]);
});

Deno.test("ConfusionMatrix of one output has a no and a yes", () => {
  const predictions = tensor([[0.9], [0.2], [-1], [2]]);
  const targets = tensor([[1], [0], [1], [0]]);
  const cases = [
    [{}, undefined, [[1, 1], [1, 1]]],
    [{}, new BinaryCrossentropy(), [[0, 2], [1, 1]]],
    [{ threshold: 1 }, new BinaryCrossentropy(), [[1, 1], [2, 0]]],
  ] as const;
  for (const [options, loss, expected] of cases) {
    const matrix = new ConfusionMatrix(options);
    matrix.update(predictions, targets, loss && { loss });
    assertEquals(matrix.result(), expected.map((row) => [...row]));
  }
});

Deno.test("ConfusionMatrix states let another one go on, and refuse what is none", () => {
  const [matrix, other] = [new ConfusionMatrix(), new ConfusionMatrix()];
  matrix.update(scores(predicted, 3), tensor(wanted), { weights });
  other.restore(matrix.state());
  assertEquals(other.result(), matrix.result());
  for (const each of [matrix, other]) each.update(scores([1], 3), tensor([2]));
  assertEquals(other.result(), matrix.result());
  for (const bad of [null, {}, { counts: [1, 2] }, { counts: [-1] }]) {
    assertThrows(
      () => other.restore(bad),
      RangeError,
      "Cannot restore confusion matrix: expected ",
    );
  }
});

Deno.test("ConfusionMatrix refuses what it cannot count", () => {
  const loss = new BinaryCrossentropy();
  const attempts: [
    () => void,
    typeof RangeError | typeof ShapeError,
    string,
  ][] = [
    [
      () => new ConfusionMatrix({ threshold: NaN }),
      RangeError,
      "Cannot create confusion matrix: expected a number as threshold, " +
      "received NaN",
    ],
    [
      () =>
        new ConfusionMatrix()
          .update(tensor([[1, 0], [1, NaN]]), tensor([0, 0])),
      RangeError,
      "Cannot count confusion matrix: expected predictions and targets that " +
      "are numbers, received NaN in row 1",
    ],
    [
      () => new ConfusionMatrix().update(tensor([[NaN]]), tensor([[0]])),
      RangeError,
      "received NaN in row 0",
    ],
    [
      () =>
        new ConfusionMatrix()
          .update(tensor([[1, 0]]), tensor([[1, 0]]), { loss }),
      ShapeError,
      "Cannot count confusion matrix: expected predictions [1, 1], received " +
      "[1, 2]: make a matrix of each output by itself",
    ],
    [
      () => {
        const matrix = new ConfusionMatrix();
        matrix.update(scores([0], 3), tensor([0]));
        matrix.update(scores([0], 2), tensor([0]));
      },
      RangeError,
      "expected 3 classes as in earlier batches, received 2",
    ],
  ];
  for (const [attempt, type, message] of attempts) {
    assertThrows(attempt, type, message);
  }
});
