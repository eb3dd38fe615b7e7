import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  FreshWorkspace,
  oneHot,
  randomTensor,
  ShapeError,
  softmax,
  tensor,
  zeros,
} from "@cutedl/tensor";
import { CategoricalCrossentropy } from "./categorical_crossentropy.ts";
import { SparseCategoricalCrossentropy } from "./sparse_categorical_crossentropy.ts";

const fromLogits = new SparseCategoricalCrossentropy();
const fromProbabilities = new SparseCategoricalCrossentropy({
  fromLogits: false,
});

for (const engine of ["reference", "wasm"] as const) {
  const workspace = new FreshWorkspace(engine);

  Deno.test(`SparseCategoricalCrossentropy of equal logits is ln 3 (${engine})`, () => {
    const { value, gradient } = fromLogits.compute(
      tensor([[5, 5, 5]]),
      tensor([1]),
      { workspace },
    );
    assertAlmostEquals(value, Math.log(3), 1e-6);
    [1 / 3, -2 / 3, 1 / 3].forEach((expected, i) =>
      assertAlmostEquals(gradient.data[i]!, expected, 1e-6)
    );
  });

  Deno.test(`SparseCategoricalCrossentropy is exact at logits of ±1e4 (${engine})`, () => {
    const { value, gradient } = fromLogits.compute(
      tensor([[1e4, -1e4], [1e4, -1e4], [-1e4, 1e4], [1e4, 1e4]]),
      tensor([0, 1, 1, 0]),
      { workspace },
    );
    assertAlmostEquals(value, (0 + 2e4 + 0 + Math.log(2)) / 4, 1e-3);
    assertEquals(gradient.toArray(), [
      [0, 0],
      [0.25, -0.25],
      [0, 0],
      [-0.125, 0.125],
    ]);
  });

  Deno.test(`SparseCategoricalCrossentropy agrees with one-hot targets (${engine})`, () => {
    const logits = randomTensor([6, 10], { seed: 1, low: -4, high: 4 });
    const labels = [0, 9, 3, 3, 7, 1];
    for (const fromLogits of [true, false]) {
      const predictions = fromLogits ? logits : softmax(logits);
      const sparse = new SparseCategoricalCrossentropy({ fromLogits })
        .compute(predictions, tensor(labels), { workspace });
      const dense = new CategoricalCrossentropy({ fromLogits })
        .compute(predictions, oneHot(labels, 10), { workspace });
      assertAlmostEquals(sparse.value, dense.value, 1e-6);
      for (let i = 0; i < logits.size; i++) {
        const expected = dense.gradient.data[i]!;
        const tolerance = 1e-7 + 1e-6 * Math.abs(expected);
        assertAlmostEquals(sparse.gradient.data[i]!, expected, tolerance);
      }
    }
  });
}

Deno.test("SparseCategoricalCrossentropy of probabilities is worked by hand", () => {
  const { value, gradient } = fromProbabilities.compute(
    tensor([[0.25, 0.75], [0.5, 0.5]]),
    tensor([1, 0]),
  );
  assertAlmostEquals(value, -(Math.log(0.75) + Math.log(0.5)) / 2, 1e-12);
  assertEquals(gradient, tensor([[0, -1 / (2 * 0.75)], [-1, 0]]));
});

Deno.test("SparseCategoricalCrossentropy clips probabilities of exactly 0 at 1e-7", () => {
  const { value, gradient } = fromProbabilities.compute(
    tensor([[1, 0], [1, 0]]),
    tensor([0, 1]),
  );
  assertAlmostEquals(value, -Math.log(1e-7) / 2, 1e-12);
  assertEquals(gradient, tensor([[-0.5, 0], [0, -1e7 / 2]]));
});

Deno.test("SparseCategoricalCrossentropy takes labels in a column", () => {
  const predictions = tensor([[1, 2, 3], [3, 1, 2]]);
  assertEquals(
    fromLogits.compute(predictions, tensor([[2], [0]])),
    fromLogits.compute(predictions, tensor([2, 0])),
  );
});

const refusals: [string, () => unknown, string][] = [
  [
    "one-hot targets",
    () => fromLogits.compute(zeros([4, 10]), zeros([4, 10])),
    "Cannot compute sparse categorical crossentropy: expected targets [4], " +
    "received [4, 10]: use CategoricalCrossentropy for class weights, or " +
    "give the class numbers argmax(targets)",
  ],
  [
    "labels of another batch size",
    () => fromLogits.compute(zeros([4, 10]), zeros([3])),
    "expected targets [4], received [3]",
  ],
  [
    "labels in a row",
    () => fromLogits.compute(zeros([4, 10]), zeros([1, 4])),
    "expected targets [4], received [1, 4]",
  ],
  [
    "labels with three axes",
    () => fromLogits.compute(zeros([4, 10]), zeros([4, 1, 1])),
    "expected targets [4], received [4, 1, 1]: flatten them with " +
    "targets.reshape([4])",
  ],
  [
    "a batch of one without its axis",
    () => fromLogits.compute(zeros([10]), zeros([1])),
    "expected predictions [batch, classes], received [10]: one row for each " +
    "is predictions.reshape([1, 10])",
  ],
  [
    "a single output",
    () => fromLogits.compute(zeros([4, 1]), zeros([4])),
    "expected predictions [batch, at least 2], received [4, 1]: for one " +
    "output, no or yes, use BinaryCrossentropy",
  ],
];
for (const [what, attempt, message] of refusals) {
  Deno.test(`SparseCategoricalCrossentropy refuses ${what}`, () => {
    const error = assertThrows(attempt, ShapeError);
    assert(error.message.endsWith(message), error.message);
  });
}

Deno.test("SparseCategoricalCrossentropy names row and number of classes of a bad label", () => {
  for (const bad of [-1, 3, 0.5, NaN, Infinity, 300]) {
    for (const loss of [fromLogits, fromProbabilities]) {
      assertThrows(
        () =>
          loss.compute(
            tensor([[0, 1, 0], [0, 1, 0], [0, 1, 0]]),
            tensor([0, 2, bad]),
          ),
        RangeError,
        "Cannot compute sparse categorical crossentropy: expected whole " +
          "numbers from 0 to 2 as targets for 3 classes, received " +
          `${bad} in row 2: count classes from 0, one output of the model ` +
          "for each",
      );
    }
  }
});

Deno.test("SparseCategoricalCrossentropy refuses logits as probabilities", () => {
  assertThrows(
    () => fromProbabilities.compute(tensor([[0.5, -3]]), tensor([0])),
    RangeError,
    "received -3 in row 0, column 1: end the model in softmax, or use " +
      "{ fromLogits: true }",
  );
});
