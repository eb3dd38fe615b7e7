import { matmul } from "../reference/matmul.ts";
import type { Engine } from "./engine.ts";

// Whole numbers, whose products and sums float32 holds exactly, in sizes that
// fill the tiles of usual kernels and leave a rest
const [m, k, n] = [35, 131, 45];
const transpositions = [[false, false], [true, false], [false, true]] as const;

/** Tells whether products are right: some libraries are wrong on newer CPUs. */
export function isRight(product: Engine["matmul"]): boolean {
  const a = Float32Array.from({ length: m * k }, (_, i) => i * 7 % 11 - 5);
  const b = Float32Array.from({ length: k * n }, (_, i) => i * 5 % 13 - 6);
  return transpositions.every(([transposeA, transposeB]) => {
    const size = { m, k, n, transposeA, transposeB };
    const outputs = new Float32Array(m * n).fill(NaN); // to be overwritten
    const expected = new Float32Array(m * n);
    product(a, b, outputs, size);
    matmul(a, b, expected, size);
    return outputs.every((output, i) => output === expected[i]);
  });
}
