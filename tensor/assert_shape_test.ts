import { assertEquals, assertThrows } from "@std/assert";
import { assertShape, type Dimension, ShapeError, zeros } from "./mod.ts";

const options = { name: "inputs", action: "test" };

Deno.test("assertShape() accepts equal sizes, and any size for a name", () => {
  assertShape(zeros([]), [], options);
  assertShape(zeros([2, 3]), [2, 3], options);
  assertShape(zeros([0, 3]), ["batch", 3], options);
  assertShape(zeros([7, 3]), ["batch", "columns"], options);
});

const cases: {
  what: string;
  received: number[];
  expected: Dimension[];
  remedy: string;
}[] = [
  {
    what: "flattening that keeps the batch",
    received: [32, 28, 28],
    expected: ["batch", 784],
    remedy: ": flatten them with inputs.reshape([32, 784])",
  },
  {
    what: "a reshaping that adds an axis",
    received: [32],
    expected: [32, 1],
    remedy: ": reshape them with inputs.reshape([32, 1])",
  },
  {
    what: "splitting a flat tensor",
    received: [6],
    expected: [2, 3],
    remedy: ": reshape them with inputs.reshape([2, 3])",
  },
  {
    what: "a batch of one",
    received: [28, 28],
    expected: ["batch", 784],
    remedy: ": a single one is inputs.reshape([1, 784])",
  },
  {
    what: "nothing where the sizes differ",
    received: [32, 783],
    expected: ["batch", 784],
    remedy: "",
  },
  {
    what: "nothing where a reshaping would shuffle rows",
    received: [2, 4],
    expected: [4, 2],
    remedy: "",
  },
  {
    what: "nothing for an empty tensor",
    received: [0, 28, 28],
    expected: ["batch", 784],
    remedy: "",
  },
  {
    what: "nothing where a second axis is free",
    received: [4],
    expected: ["batch", "columns"],
    remedy: "",
  },
  {
    what: "nothing where a scalar is expected",
    received: [4],
    expected: [],
    remedy: "",
  },
];
for (const { what, received, expected, remedy } of cases) {
  Deno.test(`assertShape() offers ${what}`, () => {
    const error = assertThrows(
      () => assertShape(zeros(received), expected, options),
      ShapeError,
    );
    assertEquals(
      error.message,
      `Cannot test: expected inputs [${expected.join(", ")}], received ` +
        `[${received.join(", ")}]${remedy}`,
    );
    assertEquals([error.expected, error.received], [expected, received]);
  });
}

Deno.test("assertShape() prefers the remedy of its caller", () => {
  assertThrows(
    () =>
      assertShape(zeros([4]), [4, 1], {
        ...options,
        remedy: "use another loss",
      }),
    ShapeError,
    "received [4]: use another loss",
  );
});
