import { assertEquals, assertThrows } from "@std/assert";
import { add, divide, multiply, scale, subtract } from "./arithmetic.ts";
import { ShapeError, tensor, zeros } from "../mod.ts";

Deno.test("Arithmetic of equal shapes is element by element", () => {
  const [a, b] = [tensor([[6, -8]]), tensor([[3, 4]])];
  assertEquals(add(a, b).toArray(), [[9, -4]]);
  assertEquals(subtract(a, b).toArray(), [[3, -12]]);
  assertEquals(multiply(a, b).toArray(), [[18, -32]]);
  assertEquals(divide(a, b).toArray(), [[2, -2]]);
});

Deno.test("Arithmetic stretches either operand, and both", () => {
  const [row, column] = [tensor([1, 2, 3]), tensor([[10], [20]])];
  const outer = [[11, 12, 13], [21, 22, 23]];
  assertEquals(add(row, column).toArray(), outer);
  assertEquals(add(column, row).toArray(), outer);
  assertEquals(subtract(tensor(1), row).toArray(), [0, -1, -2]);
  assertEquals(
    add(zeros([2, 1, 3]), tensor([[1], [2]])).toArray(),
    [[[1, 1, 1], [2, 2, 2]], [[1, 1, 1], [2, 2, 2]]],
  );
});

Deno.test("Arithmetic of empty tensors is empty", () => {
  assertEquals(add(zeros([0, 3]), tensor([1, 2, 3])).shape, [0, 3]);
  assertEquals(add(zeros([0, 1]), tensor([1, 2, 3])).shape, [0, 3]);
  assertEquals(add(zeros([0]), 1).shape, [0]);
  assertEquals(add(zeros([0]), zeros([1])).shape, [0]);
});

Deno.test("Arithmetic follows IEEE 754", () => {
  assertEquals(divide(tensor([1, -1, 0]), 0).toArray(), [
    Infinity,
    -Infinity,
    NaN,
  ]);
  assertEquals(multiply(tensor([Infinity]), 0).toArray(), [NaN]);
  assertEquals(scale(tensor([1]), NaN).toArray(), [NaN]);
});

Deno.test("Arithmetic rounds a number to float32, as numpy does", () => {
  const tenth = tensor([0.1]);
  assertEquals(subtract(tenth, 0.1).toArray(), [0]);
  assertEquals(scale(tensor([3]), 0.1), multiply(tensor([3]), tenth));
});

const refusals: [number[], number[], string][] = [
  [[2, 3], [2], ": align it at the first axis with b.reshape([2, 1])"],
  [[2, 3, 4], [2, 3], ": align it at the first axis with b.reshape([2, 3, 1])"],
  [[2, 3], [3, 2], ": turn it with transpose(b)"],
  [[2, 3], [4], ""],
  [[0, 3], [2, 3], ""],
  [[2], [3, 4], ""],
];
for (const [a, b, remedy] of refusals) {
  Deno.test(`Arithmetic refuses [${a}] with [${b}]`, () => {
    const operations = { add, subtract, multiply, divide };
    for (const [name, operation] of Object.entries(operations)) {
      const error = assertThrows(
        () => operation(zeros(a), zeros(b)),
        ShapeError,
      );
      assertEquals(
        error.message,
        `Cannot ${name} tensors: expected b that broadcasts with ` +
          `[${a.join(", ")}], received [${b.join(", ")}]${remedy}`,
      );
      assertEquals([error.expected, error.received], [a, b]);
    }
  });
}
