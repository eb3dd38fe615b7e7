import { assert, assertEquals, assertThrows } from "@std/assert";
import { ShapeError, tensor, zeros } from "../mod.ts";
import { concat } from "./concat.ts";

Deno.test("concat() joins along the first axis, or another", () => {
  const [a, b] = [tensor([[1, 2], [3, 4]]), tensor([[5, 6]])];
  assertEquals(concat([a, b]).toArray(), [[1, 2], [3, 4], [5, 6]]);
  assertEquals(
    concat([a, a, tensor([[7], [8]])], { axis: -1 }).toArray(),
    [[1, 2, 1, 2, 7], [3, 4, 3, 4, 8]],
  );
  assertEquals(concat([b, zeros([0, 2]), b]).toArray(), [[5, 6], [5, 6]]);
  assertEquals(concat([tensor([1])]).toArray(), [1]);
});

Deno.test("concat() names the first tensor that does not fit", () => {
  const cases: [number[], number, (number | string)[]][] = [
    [[2, 4], 0, ["n", 3]],
    [[3, 3], 1, [2, "n"]],
    [[2, 3, 1], 0, ["n", 3]],
    [[3], 0, ["n", 3]],
  ];
  for (const [shape, axis, expected] of cases) {
    const error = assertThrows(
      () => concat([zeros([2, 3]), zeros([2, 3]), zeros(shape)], { axis }),
      ShapeError,
      `Cannot concatenate tensors: expected tensors[2] ` +
        `[${expected.join(", ")}], received [${shape.join(", ")}]`,
    );
    assertEquals([error.expected, error.received], [expected, shape]);
  }
});

Deno.test("concat() offers the axis that a tensor lacks", () => {
  const error = assertThrows(
    () => concat([zeros([2, 3]), zeros([3])]),
    ShapeError,
    "expected tensors[1] [n, 3], received [3]: add the axis with " +
      "tensors[1].reshape([1, 3])",
  );
  assertEquals(error.received, [3]);
  assertThrows(
    () => concat([zeros([2, 3]), zeros([2])], { axis: 1 }),
    ShapeError,
    "received [2]: add the axis with tensors[1].reshape([2, 1])",
  );
  for (const shape of [[2], [2, 4], [1, 1, 3]]) {
    const { message } = assertThrows(
      () => concat([zeros([2, 3]), zeros(shape)]),
      ShapeError,
    );
    assert(message.endsWith(`received [${shape.join(", ")}]`), message);
  }
});

Deno.test("concat() refuses no tensors, scalars, and an axis that is not there", () => {
  assertThrows(
    () => concat([]),
    RangeError,
    "Cannot concatenate tensors: expected at least one, received none: begin " +
      "with an empty one, such as zeros([0, 10])",
  );
  assertThrows(
    () => concat([tensor(1), tensor(2)]),
    RangeError,
    "Cannot concatenate tensors of []: expected at least one axis",
  );
  assertThrows(
    () => concat([zeros([2])], { axis: 1 }),
    RangeError,
    "expected an axis from -1 to 0, received 1",
  );
});
