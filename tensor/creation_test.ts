import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  full,
  type NestedNumbers,
  randomTensor,
  ShapeError,
  tensor,
  type TensorValues,
  zeros,
} from "./mod.ts";

Deno.test("tensor() takes shape and elements from nested arrays", () => {
  const cases: [NestedNumbers, number[], number[]][] = [
    [5, [], [5]],
    [[], [0], []],
    [[1, 2], [2], [1, 2]],
    [[[1], [2]], [2, 1], [1, 2]],
    [[[], []], [2, 0], []],
    [[[[1, 2]], [[3, 4]]], [2, 1, 2], [1, 2, 3, 4]],
  ];
  for (const [values, shape, data] of cases) {
    assertEquals(tensor(values).shape, shape);
    assertEquals([...tensor(values).data], data);
    assertEquals(tensor(values).toArray(), values);
  }
});

Deno.test("tensor() wraps a Float32Array and converts other typed arrays", () => {
  const data = Float32Array.of(1, 2);
  assertStrictEquals(tensor(data).data, data);
  assertEquals(tensor(Uint8Array.of(255, 0)).toArray(), [255, 0]);
  assertEquals(tensor(Float64Array.of(0.1)).data, Float32Array.of(0.1));
  assertEquals(tensor(Int16Array.of(1, -2, 3, 4), [2, 2]).toArray(), [
    [1, -2],
    [3, 4],
  ]);
});

Deno.test("tensor() takes typed arrays as rows", () => {
  assertEquals(
    tensor([Float32Array.of(1, 0.5), Uint8Array.of(3, 4)]),
    tensor([[1, 0.5], [3, 4]]),
  );
  assertEquals(
    tensor([[Int8Array.of(-1)], [[2]]]),
    tensor([[[-1]], [[2]]]),
  );
  assertEquals(tensor([new Float32Array(0)]).shape, [1, 0]);
});

Deno.test("tensor() refuses ragged nesting", () => {
  const cases: [TensorValues, (number | string)[], number[]][] = [
    [[[1, 2], Float32Array.of(3)], [2], [1]],
    [[[[1], [2]], Float32Array.of(3, 4)], [1], []],
    [[[1, 2], [3]], [2], [1]],
    [[[1], 2], [1], []],
    [[1, [2]], [], [1]],
    [[[], [1]], [0], [1]],
  ];
  for (const [values, expected, received] of cases) {
    const error = assertThrows(
      () => tensor(values),
      ShapeError,
      "Cannot create tensor: expected every row along an axis to have the " +
        "same shape",
    );
    assertEquals([error.expected, error.received], [expected, received]);
  }
});

Deno.test("tensor() refuses elements that are no numbers", () => {
  const cases: [unknown, string][] = [
    ["1", '"1"'],
    [undefined, "undefined"],
    [null, "null"],
    [1n, "1n: convert with Number"],
    [true, "true"],
    [new Map(), "Map"],
    [Object.create(null), "an object"],
    [tensor([1]), "Tensor: take its toArray()"],
    [
      new ArrayBuffer(4),
      "ArrayBuffer: view its bytes as a typed array, such as a Uint8Array",
    ],
    [
      new DataView(new ArrayBuffer(4)),
      "DataView: view its bytes as a typed array, such as a Uint8Array",
    ],
    [BigInt64Array.of(1n), "BigInt64Array: convert with Number"],
    [BigUint64Array.of(1n), "BigUint64Array: convert with Number"],
  ];
  for (const [element, received] of cases) {
    for (const values of [element, [element], [0, element], [[0], element]]) {
      const error = assertThrows(
        () => tensor(values as TensorValues),
        TypeError,
      );
      assertEquals(
        error.message,
        `Cannot create tensor: expected numbers, received ${received}`,
      );
    }
  }
});

Deno.test("zeros() and full() fill any shape", () => {
  assertEquals(zeros([2, 1]).toArray(), [[0], [0]]);
  assertEquals(full([2], -0.5).toArray(), [-0.5, -0.5]);
  assertEquals(full([], 3).toArray(), 3);
  assertEquals(zeros([0, 3]).shape, [0, 3]);
});

Deno.test("randomTensor() repeats itself for a seed and stays in its range", () => {
  const values = randomTensor([1000], { seed: 3, low: 2, high: 4 });
  assertEquals(values, randomTensor([1000], { seed: 3, low: 2, high: 4 }));
  assert(values.data.every((value) => value >= 2 && value <= 4));
  assert(Math.min(...values.data) < 2.1 && Math.max(...values.data) > 3.9);
  const plain = randomTensor([1000]);
  assertEquals(plain, randomTensor([1000], { seed: 0, low: -1, high: 1 }));
});

Deno.test("randomTensor() refuses a range that is none", () => {
  for (const [low, high] of [[1, 0], [NaN, 1], [0, NaN], [-Infinity, 0]]) {
    assertThrows(
      () => randomTensor([2], { low: low!, high: high! }),
      RangeError,
      "Cannot create random tensor: expected finite low <= high, received " +
        `${low} and ${high}${high! < low! ? ": exchange them" : ""}`,
    );
  }
});

Deno.test("Creation refuses shapes with sizes that are not whole", () => {
  for (const create of [zeros, randomTensor]) {
    assertThrows(() => create([2, -1]), RangeError, "received -1");
  }
  assertThrows(() => full([0.5], 1), RangeError, "received 0.5");
});

Deno.test("Creation says how many bytes are missing", () => {
  for (const create of [zeros, randomTensor, (s: number[]) => full(s, 1)]) {
    assertThrows(
      () => create([2 ** 20, 2 ** 30]),
      RangeError,
      "Cannot create tensor [1048576, 1073741824]: expected " +
        `${
          2 ** 52
        } bytes of free memory, received fewer: work on smaller parts`,
    );
  }
});
