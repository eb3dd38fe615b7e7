import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  FreshWorkspace,
  ReusedWorkspace,
  ShapeError,
  tensor,
  zeros,
} from "@cutedl/tensor";
import { CategoricalCrossentropy } from "./categorical_crossentropy.ts";

const fromLogits = new CategoricalCrossentropy();
const fromProbabilities = new CategoricalCrossentropy({ fromLogits: false });

for (const engine of ["reference", "wasm"] as const) {
  const workspace = new FreshWorkspace(engine);

  Deno.test(`CategoricalCrossentropy of equal logits is ln 3 (${engine})`, () => {
    const { value, gradient } = fromLogits.compute(
      tensor([[5, 5, 5]]),
      tensor([[0, 1, 0]]),
      { workspace },
    );
    assertAlmostEquals(value, Math.log(3), 1e-6);
    [1 / 3, -2 / 3, 1 / 3].forEach((expected, i) =>
      assertAlmostEquals(gradient.data[i]!, expected, 1e-6)
    );
  });

  Deno.test(`CategoricalCrossentropy is exact at logits of ±1e4 (${engine})`, () => {
    const { value, gradient } = fromLogits.compute(
      tensor([[1e4, -1e4], [1e4, -1e4], [-1e4, 1e4], [1e4, 1e4]]),
      tensor([[1, 0], [0, 1], [0, 1], [1, 0]]),
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

  Deno.test(`CategoricalCrossentropy weighs a row by its targets (${engine})`, () => {
    const { value, gradient } = fromLogits.compute(
      tensor([[0, 0], [0, 0]]),
      tensor([[2, 1], [0, 0]]),
      { workspace },
    );
    assertAlmostEquals(value, 3 * Math.log(2) / 2, 1e-6);
    assertEquals(gradient.toArray(), [
      [(3 / 2 - 2) / 2, (3 / 2 - 1) / 2],
      [0, 0], // a row of zeros pulls nowhere
    ]);
  });
}

Deno.test("CategoricalCrossentropy of probabilities is worked by hand", () => {
  const { value, gradient } = fromProbabilities.compute(
    tensor([[0.25, 0.75], [0.5, 0.5]]),
    tensor([[0, 1], [0.5, 0.25]]),
  );
  const expected = -(Math.log(0.75) + 0.75 * Math.log(0.5)) / 2;
  assertAlmostEquals(value, expected, 1e-12);
  assertEquals(
    gradient,
    tensor([[0, -1 / (2 * 0.75)], [-0.5, -0.25]]),
  );
});

Deno.test("CategoricalCrossentropy clips probabilities of exactly 0 at 1e-7", () => {
  const { value, gradient } = fromProbabilities.compute(
    tensor([[1, 0], [1, 0]]),
    tensor([[1, 0], [0, 1]]),
  );
  assertAlmostEquals(value, -Math.log(1e-7) / 2, 1e-12);
  assertEquals(gradient, tensor([[-0.5, 0], [0, -1e7 / 2]]));
});

Deno.test("CategoricalCrossentropy takes a probability that rounding put past 1", () => {
  const { value } = fromProbabilities.compute(
    tensor([[1 + 2 ** -22, 0]]),
    tensor([[1, 0]]),
  );
  assertEquals(value, 0);
});

Deno.test("CategoricalCrossentropy writes the gradient into the workspace", () => {
  const workspace = new ReusedWorkspace("reference");
  const { gradient } = fromProbabilities.compute(
    tensor([[0.5, 0.5]]),
    tensor([[1, 0]]),
    { workspace },
  );
  assertEquals(
    workspace.tensor(fromProbabilities, "gradient", [1, 2]),
    gradient,
  );
});

const refusals: [string, () => unknown, string][] = [
  [
    "a batch of one without its axis",
    () => fromLogits.compute(zeros([10]), zeros([10])),
    "Cannot compute categorical crossentropy: expected predictions " +
    "[batch, classes], received [10]: one row for each is " +
    "predictions.reshape([1, 10])",
  ],
  [
    "predictions with two batch axes",
    () => fromLogits.compute(zeros([4, 3, 10]), zeros([4, 3, 10])),
    "received [4, 3, 10]: one row for each is predictions.reshape([12, 10])",
  ],
  [
    "a scalar",
    () => fromLogits.compute(tensor(1), tensor(1)),
    "received []: one row for each is predictions.reshape([1, 1])",
  ],
  [
    "predictions without classes",
    () => fromLogits.compute(zeros([4, 0]), zeros([4, 0])),
    "expected predictions [4, at least 1], received [4, 0]: leave empty " +
    "batches out",
  ],
  [
    "labels",
    () => fromLogits.compute(zeros([4, 10]), zeros([4])),
    "Cannot compute categorical crossentropy: expected targets [4, 10], " +
    "received [4]: encode class numbers with oneHot(targets, 10), or use " +
    "SparseCategoricalCrossentropy",
  ],
  [
    "a column of labels",
    () => fromLogits.compute(zeros([4, 10]), zeros([4, 1])),
    "received [4, 1]: encode class numbers with " +
    "oneHot(targets.reshape([4]), 10), or use SparseCategoricalCrossentropy",
  ],
  [
    "a single output",
    () => fromLogits.compute(zeros([4, 1]), zeros([4, 1])),
    "expected predictions [batch, at least 2], received [4, 1]: for one " +
    "output, no or yes, use BinaryCrossentropy",
  ],
  [
    "targets of another batch size",
    () => fromLogits.compute(zeros([4, 10]), zeros([3, 10])),
    "expected targets [4, 10], received [3, 10]",
  ],
  [
    "targets of more classes",
    () => fromLogits.compute(zeros([4, 10]), zeros([4, 11])),
    "expected targets [4, 10], received [4, 11]",
  ],
];
for (const [what, attempt, message] of refusals) {
  Deno.test(`CategoricalCrossentropy refuses ${what}`, () => {
    const error = assertThrows(attempt, ShapeError);
    assert(error.message.endsWith(message), error.message);
  });
}

Deno.test("CategoricalCrossentropy names the row of a bad target", () => {
  for (const bad of [-1, NaN, Infinity, -Infinity]) {
    for (const loss of [fromLogits, fromProbabilities]) {
      assertThrows(
        () =>
          loss.compute(
            tensor([[0, 1], [0, 1], [0, 1]]),
            tensor([[1, 0], [1, 0], [0, bad]]),
          ),
        RangeError,
        "Cannot compute categorical crossentropy: expected finite targets " +
          `>= 0, received ${bad} in row 2, column 1: give each class its ` +
          "share, such as 0 or 1",
      );
    }
  }
});

Deno.test("CategoricalCrossentropy refuses logits as probabilities", () => {
  for (const bad of [-0.5, 1.5]) {
    assertThrows(
      () =>
        fromProbabilities.compute(
          tensor([[0, 1], [bad, 1]]),
          tensor([[1, 0], [1, 0]]),
        ),
      RangeError,
      "Cannot compute categorical crossentropy: expected probabilities from " +
        `0 to 1 as predictions, received ${bad} in row 1, column 0: end the ` +
        "model in softmax, or use { fromLogits: true }",
    );
  }
});
