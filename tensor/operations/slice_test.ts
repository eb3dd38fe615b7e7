import { assert, assertEquals, assertThrows } from "@std/assert";
import { tensor, zeros } from "../mod.ts";
import { slice } from "./slice.ts";

const rows = tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]]);

Deno.test("slice() takes rows, or columns", () => {
  assertEquals(slice(rows, { start: 1 }).toArray(), [[4, 5, 6], [7, 8, 9]]);
  assertEquals(slice(rows, { end: -2 }).toArray(), [[1, 2, 3]]);
  assertEquals(
    slice(rows, { axis: 1, start: 1, end: 2 }).toArray(),
    [[2], [5], [8]],
  );
  assertEquals(slice(rows), rows);
});

Deno.test("slice() cuts bounds to the tensor, and may take nothing", () => {
  assertEquals(slice(rows, { start: -9, end: 9 }), rows);
  assertEquals(slice(rows, { start: 2, end: 1 }).shape, [0, 3]);
  assertEquals(slice(rows, { axis: -1, start: 3 }).shape, [3, 0]);
});

Deno.test("slice() offers to round bounds that can be rounded", () => {
  assertThrows(
    () => slice(rows, { start: 0.5 }),
    RangeError,
    "received 0.5 and 3: round them with Math.floor()",
  );
  const { message } = assertThrows(() => slice(rows, { end: NaN }), RangeError);
  assert(message.endsWith("received 0 and NaN"), message);
});

Deno.test("slice() refuses bounds that are not whole, and a missing axis", () => {
  for (const bad of [0.5, NaN, Infinity]) {
    assertThrows(
      () => slice(rows, { start: bad }),
      RangeError,
      "Cannot take slice of [3, 3]: expected whole numbers as start and end, " +
        `received ${bad} and 3`,
    );
    assertThrows(() => slice(rows, { end: bad }), RangeError, "received 0 and");
  }
  assertThrows(
    () => slice(zeros([2]), { axis: 1 }),
    RangeError,
    "Cannot take slice of [2]: expected an axis from -1 to 0, received 1",
  );
  assertThrows(() => slice(tensor(1)), RangeError, "received none");
});
