import { assert, assertEquals } from "@std/assert";
import { formatShape, ShapeError } from "./shape_error.ts";

Deno.test("ShapeError says attempt, expectation, what came and the remedy", () => {
  const error = new ShapeError({
    action: "apply dense layer",
    name: "inputs",
    expected: ["batch", 784],
    received: [28, 28],
    remedy: "flatten them",
  });
  assertEquals(
    error.message,
    "Cannot apply dense layer: expected inputs [batch, 784], received " +
      "[28, 28]: flatten them",
  );
  assert(error instanceof TypeError);
  assertEquals(error.name, "ShapeError");
});

Deno.test("ShapeError ends with what came where there is no remedy", () => {
  const error = new ShapeError({
    action: "add",
    name: "b",
    expected: [],
    received: [2],
  });
  assertEquals(error.message, "Cannot add: expected b [], received [2]");
});

Deno.test("ShapeError keeps copies of both shapes", () => {
  const [expected, received] = [["n", 3], [2, 2]] as [string[], number[]];
  const error = new ShapeError({ action: "x", name: "y", expected, received });
  expected[0] = "other";
  received[0] = 9;
  assertEquals([error.expected, error.received], [["n", 3], [2, 2]]);
});

Deno.test("formatShape() prints sizes and names in brackets", () => {
  assertEquals(formatShape([]), "[]");
  assertEquals(formatShape(["batch", 28, 28]), "[batch, 28, 28]");
});
