import { assertEquals, assertThrows } from "@std/assert";
import { allocate } from "./_allocate.ts";

Deno.test("allocate() makes zeros of the kind asked for", () => {
  assertEquals(allocate(Uint32Array, 3, "try"), new Uint32Array(3));
});

Deno.test("allocate() says how many bytes are missing, and keeps the cause", () => {
  const error = assertThrows(
    () => allocate(Float64Array, 2 ** 50, "try"),
    RangeError,
    `Cannot try: expected ${2 ** 53} bytes of free memory, received fewer: ` +
      "work on smaller parts",
  );
  assertEquals(error.cause instanceof RangeError, true);
});
