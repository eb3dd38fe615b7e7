import { assert, assertEquals, assertThrows } from "@std/assert";
import { ShapeError, tensor, zeros } from "../mod.ts";
import { oneHot } from "./one_hot.ts";

Deno.test("oneHot() takes labels as tensor, array or typed array", () => {
  const expected = tensor([[0, 0, 1], [1, 0, 0]]);
  assertEquals(oneHot(tensor([2, 0]), 3), expected);
  assertEquals(oneHot([2, 0], 3), expected);
  assertEquals(oneHot(Uint8Array.of(2, 0), 3), expected);
  assertEquals(oneHot([], 3).shape, [0, 3]);
  assertEquals(oneHot([0], 1), tensor([[1]]));
});

Deno.test("oneHot() names a label that is out of range or not whole", () => {
  for (const bad of [-1, 3, 1.5, NaN, Infinity]) {
    for (const labels of [[0, bad], tensor([0, bad])]) {
      assertThrows(
        () => oneHot(labels, 3),
        RangeError,
        "Cannot one-hot encode labels: expected whole numbers from 0 to 2 " +
          `for 3 classes, received ${bad} at index 1`,
      );
    }
  }
});

Deno.test("oneHot() offers the number of classes that the labels need", () => {
  assertThrows(
    () => oneHot([0, 3, 7], 3),
    RangeError,
    "received 3 at index 1: give 8 classes",
  );
  for (const labels of [[-1], [0.5], [NaN], [3, NaN]]) {
    const { message } = assertThrows(() => oneHot(labels, 3), RangeError);
    assert(message.endsWith(`received ${labels[0]} at index 0`), message);
  }
});

Deno.test("oneHot() refuses numbers of classes that make no sense", () => {
  for (const bad of [0, -1, 2.5, NaN, Infinity]) {
    assertThrows(
      () => oneHot([0], bad),
      RangeError,
      "Cannot one-hot encode labels: expected a whole number of classes >= " +
        `1, received ${bad}`,
    );
  }
});

Deno.test("oneHot() refuses labels with more axes", () => {
  assertThrows(
    () => oneHot(zeros([4, 1]), 3),
    ShapeError,
    "Cannot one-hot encode labels: expected labels [n], received [4, 1]: " +
      "flatten them with labels.reshape([4])",
  );
});
