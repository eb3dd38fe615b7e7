/** The middle of some figures, or the mean of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)]!;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + high) / 2 : high;
}
