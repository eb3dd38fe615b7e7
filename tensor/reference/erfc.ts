/**
 * Complementary error function in float64.
 *
 * Below 2.5 by the Maclaurin series of erf in its all-positive form, above by
 * the continued fraction of erfc
 * ({@link https://dlmf.nist.gov/7.6 | DLMF 7.6.2}, {@link https://dlmf.nist.gov/7.9 | 7.9.1}).
 * Relative error below 1e-11.
 */
export function erfc(x: number): number {
  if (x !== x) return x;
  if (x < 0) return 2 - erfc(-x);
  if (x > 27) return 0; // below the smallest float64
  const scale = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 2.5) {
    let term = 2 * x;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 1 - scale * sum;
  }
  let fraction = x;
  for (let n = 120; n >= 1; n--) fraction = x + n / 2 / fraction;
  return scale / fraction;
}
