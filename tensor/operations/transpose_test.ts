import { assertEquals, assertThrows } from "@std/assert";
import { tensor, zeros } from "../mod.ts";
import { transpose } from "./transpose.ts";

Deno.test("transpose() exchanges rows and columns", () => {
  assertEquals(
    transpose(tensor([[1, 2, 3], [4, 5, 6]])).toArray(),
    [[1, 4], [2, 5], [3, 6]],
  );
});

Deno.test("transpose() reverses all axes, or orders them as told", () => {
  const cube = tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]);
  assertEquals(
    transpose(cube).toArray(),
    [[[1, 5], [3, 7]], [[2, 6], [4, 8]]],
  );
  assertEquals(
    transpose(cube, [1, 0, -1]).toArray(),
    [[[1, 2], [5, 6]], [[3, 4], [7, 8]]],
  );
  assertEquals(transpose(zeros([2, 3, 4]), [2, 0, 1]).shape, [4, 2, 3]);
});

Deno.test("transpose() takes scalars, vectors and empty tensors", () => {
  assertEquals(transpose(tensor(3)), tensor(3));
  assertEquals(transpose(tensor([1, 2])), tensor([1, 2]));
  assertEquals(transpose(zeros([0, 3])).shape, [3, 0]);
});

Deno.test("transpose() refuses axes that are no order of all", () => {
  for (const axes of [[], [0], [0, 0], [0, 2], [0, -3], [0, NaN], [0, 1, 0]]) {
    assertThrows(
      () => transpose(zeros([2, 3]), axes),
      RangeError,
      "Cannot transpose [2, 3]: expected axes that name each of its 2 axes " +
        `once, received [${axes.join(", ")}]: leave them out to reverse all`,
    );
  }
});
