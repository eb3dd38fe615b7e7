import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { FreshWorkspace, ShapeError, tensor, zeros } from "@cutedl/tensor";
import { BinaryCrossentropy } from "./binary_crossentropy.ts";

const fromLogits = new BinaryCrossentropy();
const fromProbabilities = new BinaryCrossentropy({ fromLogits: false });

for (const engine of ["reference", "wasm"] as const) {
  const workspace = new FreshWorkspace(engine);

  Deno.test(`BinaryCrossentropy sums outputs and averages rows (${engine})`, () => {
    const { value, gradient } = fromLogits.compute(
      tensor([[0, 0, 0], [0, 0, 0]]),
      tensor([[1, 0, 1], [0.5, 0.5, 0.25]]),
      { workspace },
    );
    assertAlmostEquals(value, 6 * Math.log(2) / 2, 1e-6);
    assertEquals(gradient.toArray(), [[-0.25, 0.25, -0.25], [0, 0, 0.125]]);
  });

  Deno.test(`BinaryCrossentropy is exact at logits of ±1e4 (${engine})`, () => {
    const { value, gradient } = fromLogits.compute(
      tensor([[1e4], [1e4], [-1e4], [-1e4]]),
      tensor([[1], [0], [0], [1]]),
      { workspace },
    );
    assertAlmostEquals(value, (0 + 1e4 + 0 + 1e4) / 4, 1e-3);
    assertEquals(gradient.toArray(), [[0], [0.25], [0], [-0.25]]);
  });
}

Deno.test("BinaryCrossentropy keeps small losses of sure logits", () => {
  const { value } = fromLogits.compute(tensor([[20]]), tensor([[1]]));
  assertAlmostEquals(value, Math.exp(-20), 1e-14); // ln(1 + x) is about x
});

Deno.test("BinaryCrossentropy of probabilities is worked by hand", () => {
  const { value, gradient } = fromProbabilities.compute(
    tensor([[0.25, 0.5]]),
    tensor([[1, 0.25]]),
  );
  assertAlmostEquals(value, Math.log(4) + Math.log(2), 1e-12);
  assertEquals(gradient.toArray(), [[-4, 1]]);
});

Deno.test("BinaryCrossentropy clips probabilities of exactly 0 and 1 by 1e-7", () => {
  const { value, gradient } = fromProbabilities.compute(
    tensor([[0], [1], [0], [1]]),
    tensor([[0], [1], [1], [0]]),
  );
  const [right, wrong] = [-Math.log1p(-1e-7), -Math.log(1e-7)];
  assertAlmostEquals(value, (2 * right + 2 * wrong) / 4, 1e-8);
  [0.25, -0.25, -1e7 / 4, 1e7 / 4].forEach((expected, i) =>
    assertAlmostEquals(gradient.data[i]! / expected, 1, 1e-6)
  );
});

Deno.test("BinaryCrossentropy takes a batch of single outputs, and more axes", () => {
  const row = fromLogits.compute(tensor([0, 2]), tensor([1, 0]));
  const column = fromLogits.compute(tensor([[0], [2]]), tensor([[1], [0]]));
  assertEquals(row.value, column.value);
  assertEquals(row.gradient.shape, [2]);
  const grid = fromLogits.compute(zeros([2, 3, 4]), zeros([2, 3, 4]));
  assertAlmostEquals(grid.value, 12 * Math.log(2), 1e-5);
});

const refusals: [string, () => unknown, string][] = [
  [
    "targets that lack the axis of outputs",
    () => fromLogits.compute(zeros([4, 1]), zeros([4])),
    "Cannot compute binary crossentropy: expected targets [4, 1], received " +
    "[4]: reshape them with targets.reshape([4, 1])",
  ],
  [
    "targets with an axis more",
    () => fromLogits.compute(zeros([4]), zeros([4, 1])),
    "expected targets [4], received [4, 1]: flatten them with " +
    "targets.reshape([4])",
  ],
  [
    "targets of another batch size",
    () => fromLogits.compute(zeros([4, 1]), zeros([3, 1])),
    "expected targets [4, 1], received [3, 1]",
  ],
  [
    "a scalar",
    () => fromLogits.compute(tensor(1), tensor(1)),
    "expected predictions [batch, outputs], received []: a single one is " +
    "predictions.reshape([1, 1])",
  ],
];
for (const [what, attempt, message] of refusals) {
  Deno.test(`BinaryCrossentropy refuses ${what}`, () => {
    const error = assertThrows(attempt, ShapeError);
    assert(error.message.endsWith(message), error.message);
  });
}

Deno.test("BinaryCrossentropy names the row of a bad target", () => {
  for (const bad of [-0.5, 1.5, NaN, Infinity]) {
    for (const loss of [fromLogits, fromProbabilities]) {
      assertThrows(
        () => loss.compute(tensor([[0], [1]]), tensor([[1], [bad]])),
        RangeError,
        "Cannot compute binary crossentropy: expected targets from 0 to 1, " +
          `received ${bad} in row 1: give each output its probability, such ` +
          "as 0 or 1",
      );
    }
  }
});

Deno.test("BinaryCrossentropy refuses logits as probabilities", () => {
  assertThrows(
    () => fromProbabilities.compute(tensor([[0.5], [3]]), tensor([[1], [1]])),
    RangeError,
    "received 3 in row 1: end the model in sigmoid, or use " +
      "{ fromLogits: true }",
  );
});
