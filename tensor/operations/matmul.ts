/**
 * The product of two matrices, in any transposition.
 *
 * @module
 */
import { zeros } from "../creation.ts";
import { type EngineChoice, loadEngine } from "../engines/load.ts";
import { type Dimension, ShapeError } from "../shape_error.ts";
import type { Tensor } from "../tensor.ts";

/** Options for {@linkcode matmul}. */
export interface MatmulOptions {
  /** Engine that computes; default `auto`. */
  engine?: EngineChoice;
  /** Whether `a` is given as `[k, m]`; default `false`. */
  transposeA?: boolean;
  /** Whether `b` is given as `[n, k]`; default `false`. */
  transposeB?: boolean;
}

const ACTION = "multiply matrices";

/**
 * Multiplies two matrices: `[m, k] × [k, n]` gives `[m, n]`.
 *
 * @param a `[m, k]`, or `[k, m]` with `transposeA`.
 * @param b `[k, n]`, or `[n, k]` with `transposeB`.
 * @param options Transpositions, which cost no copy, and the engine.
 * @returns The product `[m, n]`, a new tensor.
 * @throws {ShapeError} If one is no matrix or the `k` differ; it speaks of `b`
 * where both are matrices.
 *
 * @example
 * ```ts
 * import { matmul, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const a = tensor([[1, 2], [3, 4]]);
 * const column = tensor([[10], [1]]);
 * assertEquals(matmul(a, column).toArray(), [[12], [34]]);
 * assertEquals(
 *   matmul(a, column, { transposeA: true }).toArray(),
 *   [[13], [24]],
 * );
 * ```
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  options: MatmulOptions = {},
): Tensor {
  const { engine, transposeA = false, transposeB = false } = options;
  if (a.rank !== 2) {
    throw new ShapeError({
      action: ACTION,
      name: "a",
      expected: transposeA ? ["k", "m"] : ["m", "k"],
      received: a.shape,
      remedy: a.rank === 1
        ? vectorRemedy("a", a, !transposeA)
        : stackRemedy(a, b, transposeA, transposeB),
    });
  }
  const [m, k] = oriented(a, transposeA);
  const expected: Dimension[] = transposeB ? ["n", k] : [k, "n"];
  if (b.rank !== 2) {
    throw new ShapeError({
      action: ACTION,
      name: "b",
      expected,
      received: b.shape,
      remedy: b.rank === 1 && b.size === k
        ? vectorRemedy("b", b, transposeB)
        : undefined,
    });
  }
  const [shared, n] = oriented(b, transposeB);
  if (shared !== k) {
    throw new ShapeError({
      action: ACTION,
      name: "b",
      expected,
      received: b.shape,
      remedy: n === k
        ? `multiply by its transpose with { transposeB: ${!transposeB} }`
        : undefined,
    });
  }
  const outputs = zeros([m, n]);
  if (outputs.size > 0 && k > 0) {
    const size = { m, k, n, transposeA, transposeB };
    loadEngine(engine).matmul(a.data, b.data, outputs.data, size);
  }
  return outputs;
}

function oriented(matrix: Tensor, transposed: boolean): [number, number] {
  const [rows = 0, columns = 0] = matrix.shape;
  return transposed ? [columns, rows] : [rows, columns];
}

function vectorRemedy(name: string, vector: Tensor, row: boolean): string {
  return row
    ? `make it a row with ${name}.reshape([1, ${vector.size}])`
    : `make it a column with ${name}.reshape([${vector.size}, 1])`;
}

/** Flattens what comes in a batch, such as images, where `b` then fits. */
function stackRemedy(
  a: Tensor,
  b: Tensor,
  transposeA: boolean,
  transposeB: boolean,
): string | undefined {
  const [batch] = a.shape;
  if (batch === undefined || b.rank !== 2 || transposeA) return undefined;
  const [k] = oriented(b, transposeB);
  return batch * k === a.size
    ? `flatten it with a.reshape([${batch}, ${k}])`
    : undefined;
}
