import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { ShapeError, sizeOf, Tensor, tensor } from "./mod.ts";

Deno.test("new Tensor() refuses a shape that does not hold its data", () => {
  const error = assertThrows(
    () => new Tensor(new Float32Array(5), [2, 3]),
    ShapeError,
    "Cannot create tensor: expected shape [2, 3] to hold [6], received [5]: " +
      "give as many elements as the shape has places",
  );
  assertEquals([error.expected, error.received], [[6], [5]]);
});

Deno.test("Tensor#shape is a frozen copy", () => {
  const shape = [2];
  const vector = tensor(new Float32Array(2), shape);
  shape[0] = 3;
  assertEquals(vector.shape, [2]);
  assert(Object.isFrozen(vector.shape));
});

Deno.test("Tensor.reshape() shares the data and fills in one size", () => {
  const vector = tensor([1, 2, 3, 4, 5, 6]);
  assertStrictEquals(vector.reshape([2, 3]).data, vector.data);
  assertEquals(vector.reshape([-1, 2]).shape, [3, 2]);
  assertEquals(vector.reshape([6, -1]).shape, [6, 1]);
  assertEquals(tensor(7).reshape([1, 1]).toArray(), [[7]]);
  assertEquals(tensor([7]).reshape([]).toArray(), 7);
  assertEquals(tensor([[], []]).reshape([0, 5]).shape, [0, 5]);
  assertEquals(tensor([[], []]).reshape([-1, 5]).shape, [0, 5]);
  assertEquals(tensor([[], []]).reshape([0, -1]).shape, [0, 0]);
});

Deno.test("Tensor.reshape() refuses another number of elements", () => {
  for (const shape of [[4], [5, -1], [0, -1], []]) {
    const error = assertThrows(
      () => tensor([[1, 2, 3], [4, 5, 6]]).reshape(shape),
      ShapeError,
      "Cannot reshape 6 elements: expected a shape of as many elements as " +
        `[2, 3], received [${shape.join(", ")}]`,
    );
    assertEquals([error.expected, error.received], [[2, 3], shape]);
  }
});

Deno.test("Tensor.reshape() refuses sizes that are no sizes", () => {
  const bad: [shape: number[], size: number][] = [
    [[-2, 3], -2],
    [[1.5, 4], 1.5],
    [[NaN], NaN],
    [[-1, -2], -2], // the -1 is fine
  ];
  for (const [shape, size] of bad) {
    assertThrows(
      () => tensor([1, 2, 3, 4, 5, 6]).reshape(shape),
      RangeError,
      `Cannot use shape [${shape.join(", ")}]: expected sizes that are whole ` +
        `numbers >= 0, received ${size}`,
    );
  }
  assertThrows(
    () => tensor([[1, 2], [3, 4]]).reshape([-1, 2, -1]),
    RangeError,
    "Cannot reshape [2, 2]: expected at most one size of -1, received " +
      "[-1, 2, -1]: give all but one of them",
  );
});

Deno.test("Tensor.reshape() offers a shape that works, if one size is wrong", () => {
  const cases: [shape: number[], remedy: string][] = [
    [
      [4, 3],
      ": let one size follow from the number of elements with " +
      "reshape([-1, 3])",
    ],
    [
      [2, 5],
      ": let one size follow from the number of elements with " +
      "reshape([2, -1])",
    ],
    [[4, 5], ""],
    [
      [0, 3],
      ": let one size follow from the number of elements with " +
      "reshape([-1, 3])",
    ],
    [[0, 0], ""],
    [[-1, 4], ""],
  ];
  for (const [shape, remedy] of cases) {
    const error = assertThrows(
      () => tensor([[1, 2, 3], [4, 5, 6]]).reshape(shape),
      ShapeError,
    );
    const expected = `received [${shape.join(", ")}]${remedy}`;
    assert(error.message.endsWith(expected), error.message);
  }
});

Deno.test("Tensor.clone() shares nothing", () => {
  const original = tensor([[1, 2]]);
  const copy = original.clone();
  assertEquals(copy, original);
  copy.data[0] = 9;
  assertEquals(original.toArray(), [[1, 2]]);
});

Deno.test("Tensor prints itself in console.log", () => {
  const vector = tensor([1, 2]);
  assertEquals(Deno.inspect(vector), "Tensor [2]\n[1, 2]");
  const inspect = Symbol.for("nodejs.util.inspect.custom");
  const custom = (vector as unknown as Record<symbol, () => string>)[inspect];
  assertEquals(custom?.call(vector), "Tensor [2]\n[1, 2]");
});

Deno.test("sizeOf() multiplies the sizes", () => {
  assertEquals(sizeOf([]), 1);
  assertEquals(sizeOf([3, 0, 2]), 0);
  assertEquals(sizeOf([2, 3, 4]), 24);
});

Deno.test("sizeOf() refuses sizes that are not whole, or overflow", () => {
  for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(
      () => sizeOf([2, bad]),
      RangeError,
      `Cannot use shape [2, ${bad}]: expected sizes that are whole numbers ` +
        `>= 0, received ${bad}`,
    );
  }
  assertThrows(
    () => sizeOf([2 ** 30, 2 ** 30]),
    RangeError,
    "Cannot use shape [1073741824, 1073741824]: expected fewer than 2^53 " +
      "elements",
  );
});

Deno.test("Tensor.toArray() gives back what tensor() was given, for any shape", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  fc.assert(fc.property(shapes, (shape) => {
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => i);
    const nested = tensor(data, shape).toArray();
    assertEquals(tensor(nested), tensor(data, shape));
  }));
});
