import { assert, assertEquals, assertThrows } from "@std/assert";
import { ShapeError, tensor, zeros } from "../mod.ts";
import { matmul } from "./matmul.ts";

const a = tensor([[1, 2, 3], [4, 5, 6]]);
const b = tensor([[1, 0], [0, 10], [100, 0]]);

for (const engine of ["reference", "wasm"] as const) {
  Deno.test(`matmul() of known matrices is worked by hand (${engine})`, () => {
    const product = [[301, 20], [604, 50]];
    assertEquals(matmul(a, b, { engine }).toArray(), product);
    const turned = tensor([[1, 4], [2, 5], [3, 6]]);
    assertEquals(
      matmul(turned, b, { engine, transposeA: true }).toArray(),
      product,
    );
    assertEquals(
      matmul(a, a, { engine, transposeB: true }).toArray(),
      [[14, 32], [32, 77]],
    );
    assertEquals(
      matmul(a, tensor([[1, 2]]), {
        engine,
        transposeA: true,
        transposeB: true,
      }).toArray(),
      [[9], [12], [15]],
    );
  });

  Deno.test(`matmul() of empty matrices is zeros (${engine})`, () => {
    assertEquals(
      matmul(zeros([2, 0]), zeros([0, 3]), { engine }),
      zeros([2, 3]),
    );
    assertEquals(matmul(zeros([0, 2]), zeros([2, 3]), { engine }).shape, [
      0,
      3,
    ]);
  });

  Deno.test(`matmul() passes NaN and infinities on (${engine})`, () => {
    const product = matmul(
      tensor([[NaN, 0], [1, 0]]),
      tensor([[1], [Infinity]]),
      {
        engine,
      },
    );
    assertEquals(product.toArray(), [[NaN], [NaN]]);
  });
}

const refusals: {
  what: string;
  attempt: () => unknown;
  expected: (number | string)[];
  received: number[];
  message: string;
}[] = [
  {
    what: "k that differ, and offers the transpose where it fits",
    attempt: () => matmul(zeros([2, 3]), zeros([2, 3])),
    expected: [3, "n"],
    received: [2, 3],
    message: "Cannot multiply matrices: expected b [3, n], received [2, 3]: " +
      "multiply by its transpose with { transposeB: true }",
  },
  {
    what: "a transpose that does not fit, where the plain matrix does",
    attempt: () => matmul(zeros([2, 3]), zeros([3, 2]), { transposeB: true }),
    expected: ["n", 3],
    received: [3, 2],
    message: "expected b [n, 3], received [3, 2]: multiply by its transpose " +
      "with { transposeB: false }",
  },
  {
    what: "k that differ whichever way",
    attempt: () => matmul(zeros([2, 3]), zeros([4, 5])),
    expected: [3, "n"],
    received: [4, 5],
    message: "Cannot multiply matrices: expected b [3, n], received [4, 5]",
  },
  {
    what: "the k of a transposed first matrix",
    attempt: () => matmul(zeros([2, 3]), zeros([3, 2]), { transposeA: true }),
    expected: [2, "n"],
    received: [3, 2],
    message: "expected b [2, n], received [3, 2]: multiply by its transpose " +
      "with { transposeB: true }",
  },
  {
    what: "a vector as the first matrix",
    attempt: () => matmul(zeros([3]), zeros([3, 2])),
    expected: ["m", "k"],
    received: [3],
    message: "Cannot multiply matrices: expected a [m, k], received [3]: " +
      "make it a row with a.reshape([1, 3])",
  },
  {
    what: "a vector as the second matrix",
    attempt: () => matmul(zeros([2, 3]), zeros([3])),
    expected: [3, "n"],
    received: [3],
    message: "expected b [3, n], received [3]: make it a column with " +
      "b.reshape([3, 1])",
  },
  {
    what: "a vector of another length",
    attempt: () => matmul(zeros([2, 3]), zeros([4])),
    expected: [3, "n"],
    received: [4],
    message: "Cannot multiply matrices: expected b [3, n], received [4]",
  },
  {
    what: "a stack of matrices",
    attempt: () => matmul(zeros([2, 2, 3]), zeros([3, 2])),
    expected: ["m", "k"],
    received: [2, 2, 3],
    message: "Cannot multiply matrices: expected a [m, k], received [2, 2, 3]",
  },
  {
    what: "a batch of images, and offers to flatten them",
    attempt: () => matmul(zeros([5, 2, 3]), zeros([6, 2])),
    expected: ["m", "k"],
    received: [5, 2, 3],
    message: "expected a [m, k], received [5, 2, 3]: flatten it with " +
      "a.reshape([5, 6])",
  },
  {
    what: "a scalar as the first matrix",
    attempt: () => matmul(tensor(2), zeros([1, 3])),
    expected: ["m", "k"],
    received: [],
    message: "Cannot multiply matrices: expected a [m, k], received []",
  },
  {
    what: "a scalar",
    attempt: () => matmul(zeros([2, 3]), tensor(2)),
    expected: [3, "n"],
    received: [],
    message: "Cannot multiply matrices: expected b [3, n], received []",
  },
];
for (const { what, attempt, expected, received, message } of refusals) {
  Deno.test(`matmul() refuses ${what}`, () => {
    const error = assertThrows(attempt, ShapeError);
    assert(error.message.endsWith(message), error.message);
    assertEquals([error.expected, error.received], [expected, received]);
  });
}

Deno.test("matmul() refuses an unknown engine", () => {
  assertThrows(
    () => matmul(a, b, { engine: "gpu" as "wasm" }),
    RangeError,
    'received "gpu"',
  );
});
