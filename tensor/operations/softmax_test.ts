import { assertAlmostEquals, assertEquals } from "@std/assert";
import { tensor, zeros } from "../mod.ts";
import { logSoftmax, softmax } from "./softmax.ts";

Deno.test("softmax() of known logits is worked by hand", () => {
  const probabilities = softmax(tensor([0, Math.log(2), Math.log(5)]));
  [1 / 8, 2 / 8, 5 / 8].forEach((expected, i) =>
    assertAlmostEquals(probabilities.data[i]!, expected, 1e-7)
  );
});

Deno.test("softmax() runs over the last axis of any rank", () => {
  assertEquals(
    softmax(zeros([2, 1, 4])),
    tensor([
      [[0.25, 0.25, 0.25, 0.25]],
      [[0.25, 0.25, 0.25, 0.25]],
    ]),
  );
  assertEquals(softmax(tensor(3)), tensor(1));
  assertEquals(softmax(zeros([0, 3])).shape, [0, 3]);
  assertEquals(softmax(zeros([3, 0])).shape, [3, 0]);
});

Deno.test("softmax() and logSoftmax() are exact at logits of ±1e4", () => {
  const logits = tensor([[1e4, -1e4], [-1e4, -1e4]]);
  assertEquals(softmax(logits).toArray(), [[1, 0], [0.5, 0.5]]);
  const half = Math.fround(Math.log(0.5));
  assertEquals(logSoftmax(logits).toArray(), [[0, -2e4], [half, half]]);
});

Deno.test("softmax() takes -Infinity for an excluded class, and passes NaN on", () => {
  assertEquals(softmax(tensor([0, -Infinity])).toArray(), [1, 0]);
  assertEquals(logSoftmax(tensor([0, -Infinity])).toArray(), [0, -Infinity]);
  assertEquals(softmax(tensor([[NaN, 0], [0, 0]])).toArray(), [
    [NaN, NaN],
    [0.5, 0.5],
  ]);
});
