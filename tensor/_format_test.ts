import { assert, assertEquals } from "@std/assert";
import { randomTensor, tensor, zeros } from "./mod.ts";

/** Prints, without the line that tells the shape. */
function print(...args: Parameters<typeof tensor>): string {
  return tensor(...args).toString().split("\n").slice(1).join("\n");
}

Deno.test("Tensor.toString() begins with the shape", () => {
  assertEquals(tensor(3).toString(), "Tensor []\n3");
  assertEquals(tensor([3]).toString(), "Tensor [1]\n[3]");
  assertEquals(zeros([0]).toString(), "Tensor [0]\n[]");
  assertEquals(zeros([2, 0, 3]).toString(), "Tensor [2, 0, 3]\n[]");
});

Deno.test("Tensor.toString() prints whole numbers without decimals", () => {
  assertEquals(print([1, -20, 0]), "[  1, -20,   0]");
  assertEquals(print([99_999_992, 1]), "[99999992,        1]");
});

Deno.test("Tensor.toString() prints as many decimals as are needed, up to 4", () => {
  assertEquals(print(0.1), "0.1");
  assertEquals(print([0, 0.5]), "[0.0, 0.5]");
  assertEquals(print([0.25, 3, -12]), "[  0.25,   3.00, -12.00]");
  assertEquals(print([1 / 3, 1]), "[0.3333, 1.0000]");
  assertEquals(print([0.0001, 999_999]), "[     0.0001, 999999.0000]");
});

Deno.test("Tensor.toString() prints exponents for all where one is tiny or huge", () => {
  assertEquals(print([1e-5, 2.5, 0]), "[1.0e-05, 2.5e+00, 0.0e+00]");
  assertEquals(print([0.5, -1e6]), "[ 5.0e-01, -1.0e+06]");
  assertEquals(print([1e-30, 1.23456]), "[1.0000e-30, 1.2346e+00]");
  assertEquals(print([1e8, 1]), "[1.0e+08, 1.0e+00]");
});

Deno.test("Tensor.toString() prints what is not finite", () => {
  assertEquals(print(NaN), "NaN");
  assertEquals(print([NaN, 1, 2]), "[NaN,   1,   2]");
  assertEquals(
    print([NaN, Infinity, -Infinity, 1.5]),
    "[      NaN,  Infinity, -Infinity,       1.5]",
  );
});

Deno.test("Tensor.toString() aligns columns and parts matrices by a blank line", () => {
  assertEquals(print([[1, 0.5], [-2, 10]]), "[[ 1.0,  0.5],\n [-2.0, 10.0]]");
  assertEquals(
    print([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]),
    "[[[1, 2],\n  [3, 4]],\n\n [[5, 6],\n  [7, 8]]]",
  );
});

Deno.test("Tensor.toString() wraps long rows at 80 characters", () => {
  const row = Array.from({ length: 30 }, (_, i) => i);
  assertEquals(
    print([row, row]),
    `
[[ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
  19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29],
 [ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
  19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]]`.slice(1),
  );
  for (const line of randomTensor([784]).toString().split("\n")) {
    assert(line.length <= 80);
  }
});

Deno.test("Tensor.toString() shortens axes past six of more than 1000 elements", () => {
  assertEquals(
    zeros([1001]).toString().split("\n")[1],
    "[0, 0, 0, …, 0, 0, 0]",
  );
  const numbers = Float32Array.from({ length: 7 * 200 }, (_, i) => i);
  assertEquals(
    print(numbers, [7, 200]),
    `
[[   0,    1,    2, …,  197,  198,  199],
 [ 200,  201,  202, …,  397,  398,  399],
 [ 400,  401,  402, …,  597,  598,  599],
 …,
 [ 800,  801,  802, …,  997,  998,  999],
 [1000, 1001, 1002, …, 1197, 1198, 1199],
 [1200, 1201, 1202, …, 1397, 1398, 1399]]`.slice(1),
  );
  assertEquals(zeros([1000]).toString().includes("…"), false);
});

Deno.test("Tensor.toString() chooses the notation by the shown elements alone", () => {
  const data = new Float32Array(2000);
  data[1000] = 1e-20;
  assertEquals(print(data), "[0, 0, 0, …, 0, 0, 0]");
});
