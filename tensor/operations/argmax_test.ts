import { assertEquals, assertThrows } from "@std/assert";
import { ShapeError, tensor, zeros } from "../mod.ts";
import { argmax } from "./argmax.ts";

Deno.test("argmax() gives the index along the last axis, or another", () => {
  const rows = tensor([[1, 5, 3], [4, -2, 0]]);
  assertEquals(argmax(rows).toArray(), [1, 0]);
  assertEquals(argmax(rows, { axis: 0 }).toArray(), [1, 0, 0]);
  assertEquals(argmax(tensor([7])), tensor(0));
});

Deno.test("argmax() takes the first of equals, and of infinities", () => {
  assertEquals(argmax(tensor([0, 2, 2])).toArray(), 1);
  assertEquals(argmax(tensor([-Infinity, -Infinity])).toArray(), 0);
  assertEquals(argmax(tensor([-Infinity, -1e30])).toArray(), 1);
});

Deno.test("argmax() takes the first NaN before any number", () => {
  assertEquals(
    argmax(tensor([[1, NaN, 3, NaN], [NaN, Infinity, 0, 0]])).toArray(),
    [1, 0],
  );
});

Deno.test("argmax() refuses an axis without elements, or none at all", () => {
  assertThrows(
    () => argmax(zeros([2, 0])),
    ShapeError,
    "Cannot take argmax: expected tensor [2, at least 1], received [2, 0]",
  );
  assertEquals(argmax(zeros([0, 2])).shape, [0]);
  assertThrows(
    () => argmax(tensor(1)),
    RangeError,
    "Cannot take argmax of []: expected at least one axis, received none: " +
      "make one with reshape([1])",
  );
  assertThrows(
    () => argmax(zeros([2, 2]), { axis: 2 }),
    RangeError,
    "Cannot take argmax of [2, 2]: expected an axis from -2 to 1, received " +
      "2: take -1 for the last",
  );
});

Deno.test("argmax() gives every index that float32 holds, and refuses longer axes", () => {
  const most = 2 ** 24 + 1;
  const long = zeros([most]);
  long.data[most - 1] = 1;
  assertEquals(argmax(long), tensor(2 ** 24));
  assertThrows(
    () => argmax(zeros([1, most + 1])),
    RangeError,
    `Cannot take argmax of [1, ${most + 1}]: expected at most ${most} ` +
      `elements along axis 1, which float32 can number, received ` +
      `${most + 1}: take it of parts cut with slice()`,
  );
});
