import { assertEquals, assertThrows } from "@std/assert";
import { ShapeError, tensor, zeros } from "../mod.ts";
import { max, mean, min, sum } from "./reductions.ts";

const rows = tensor([[1, 5, 3], [4, -2, 0]]);

Deno.test("Reductions over everything give a scalar", () => {
  assertEquals(sum(rows), tensor(11));
  assertEquals(mean(rows), tensor(11 / 6));
  assertEquals(max(rows), tensor(5));
  assertEquals(min(rows), tensor(-2));
  assertEquals(sum(tensor(3)), tensor(3));
  assertEquals(max(rows, { keepDimensions: true }), tensor([[5]]));
});

Deno.test("Reductions over an axis count it from either end", () => {
  assertEquals(sum(rows, { axis: 0 }).toArray(), [5, 3, 3]);
  assertEquals(sum(rows, { axis: -2 }).toArray(), [5, 3, 3]);
  assertEquals(mean(rows, { axis: 1 }).toArray(), [3, Math.fround(2 / 3)]);
  assertEquals(max(rows, { axis: -1 }).toArray(), [5, 4]);
  assertEquals(min(rows, { axis: 0 }).toArray(), [1, -2, 0]);
  assertEquals(
    min(rows, { axis: 1, keepDimensions: true }).toArray(),
    [[1], [-2]],
  );
});

Deno.test("sum() and mean() add in float64", () => {
  // in float32, 2^24 + 1 is 2^24 again
  const values = tensor([[2 ** 24], [1], [1]]);
  assertEquals(sum(values), tensor(2 ** 24 + 2));
  assertEquals(sum(values, { axis: 0 }), tensor([2 ** 24 + 2]));
  const wide = tensor([[2 ** 24, 0], [1, 0], [1, 0]]);
  assertEquals(sum(wide, { axis: 0 }), tensor([2 ** 24 + 2, 0]));
  assertEquals(mean(tensor([3e38, 3e38])), tensor([3e38]).reshape([]));
});

Deno.test("Reductions pass NaN on, and max() and min() infinities", () => {
  const values = tensor([[NaN, 1], [2, Infinity], [-Infinity, 0]]);
  for (const reduce of [sum, mean, max, min]) {
    assertEquals(reduce(values).toArray(), NaN);
  }
  assertEquals(max(values, { axis: 1 }).toArray(), [NaN, Infinity, 0]);
  assertEquals(min(values, { axis: 1 }).toArray(), [NaN, 2, -Infinity]);
});

Deno.test("sum() of nothing is 0", () => {
  assertEquals(sum(zeros([0, 2])), tensor(0));
  assertEquals(sum(zeros([0, 2]), { axis: 0 }).toArray(), [0, 0]);
  assertEquals(sum(zeros([0, 2]), { axis: 1 }).toArray(), []);
});

Deno.test("mean(), max() and min() refuse nothing", () => {
  const cases = { mean, maximum: max, minimum: min };
  for (const [name, reduce] of Object.entries(cases)) {
    const error = assertThrows(
      () => reduce(zeros([0, 2]), { axis: 0 }),
      ShapeError,
      `Cannot take ${name}: expected tensor [at least 1, 2], received [0, 2]`,
    );
    assertEquals(error.received, [0, 2]);
    assertThrows(
      () => reduce(zeros([0, 2, 0])),
      ShapeError,
      "expected tensor [at least 1, 2, at least 1], received [0, 2, 0]",
    );
    assertEquals(reduce(zeros([0, 2]), { axis: 1 }).shape, [0]);
  }
});

Deno.test("Reductions refuse an axis that is not there", () => {
  for (const axis of [2, -3, 0.5, NaN]) {
    assertThrows(
      () => sum(rows, { axis }),
      RangeError,
      "Cannot take sum of [2, 3]: expected an axis from -2 to 1, received " +
        axis,
    );
  }
  assertThrows(
    () => max(tensor(1), { axis: 0 }),
    RangeError,
    "Cannot take maximum of []: expected at least one axis, received none",
  );
});
