import type { Engine, MatmulSize } from "@cutedl/tensor/engine";

/** Tells whether an engine skips the zeros of `a`, of which there must be some. */
export function skipsZeros(
  engine: Engine,
  a: Float32Array,
  size: MatmulSize,
): boolean {
  const b = new Float32Array(size.k * size.n).fill(Infinity);
  const outputs = new Float32Array(size.m * size.n);
  const positive = a.map(Math.abs); // ∞ - ∞ would be NaN, too
  engine.matmul(positive, b, outputs, { ...size, skipsZeros: true });
  return !outputs.some(Number.isNaN); // as zero times infinity is
}
