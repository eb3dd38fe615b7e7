import { assertEquals, assertThrows } from "@std/assert";
import { ShapeError, tensor, zeros } from "@cutedl/tensor";
import { MeanSquaredError } from "./mean_squared_error.ts";

const loss = new MeanSquaredError();

Deno.test("MeanSquaredError is half the squares, summed over outputs, averaged over rows", () => {
  const { value, gradient } = loss.compute(
    tensor([[3, 0, -1], [2, 2, 2]]),
    tensor([[1, 0, 3], [2, 2, 3]]),
  );
  assertEquals(value, (4 + 16 + 1) / 2 / 2);
  assertEquals(gradient.toArray(), [[1, 0, -2], [0, 0, -0.5]]);
});

Deno.test("MeanSquaredError sums in float64", () => {
  // in float32, 1e8 + 1 is 1e8 again
  const { value } = loss.compute(tensor([[1e4, 1, 1]]), zeros([1, 3]));
  assertEquals(value, (1e8 + 2) / 2);
});

Deno.test("MeanSquaredError takes any axes after the batch", () => {
  const { value, gradient } = loss.compute(
    zeros([2, 2, 2]),
    tensor([[[2, 0], [0, 0]], [[0, 0], [0, 4]]]),
  );
  assertEquals(value, (2 + 8) / 2);
  assertEquals(gradient.shape, [2, 2, 2]);
  assertEquals(loss.compute(tensor([1, 3]), zeros([2])).value, (1 + 9) / 2 / 2);
});

Deno.test("MeanSquaredError names both shapes and the reshaping that fits", () => {
  const error = assertThrows(
    () => loss.compute(zeros([4, 1]), zeros([4])),
    ShapeError,
    "Cannot compute mean squared error: expected targets [4, 1], received " +
      "[4]: reshape them with targets.reshape([4, 1])",
  );
  assertEquals([error.expected, error.received], [[4, 1], [4]]);
});

Deno.test("MeanSquaredError names the row of a target that is not finite", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    assertThrows(
      () => loss.compute(zeros([2, 2]), tensor([[0, -1], [bad, 0]])),
      RangeError,
      "Cannot compute mean squared error: expected finite targets, received " +
        `${bad} in row 1, column 0: leave samples without a value out`,
    );
  }
});
