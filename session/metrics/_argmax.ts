/**
 * Index of the largest element of a row, the first of equals; -1 if one is NaN.
 *
 * @param data Rows, one after the other.
 * @param start Where the row begins.
 * @param length Elements of the row, at least 1.
 */
export function argmaxOfRow(
  data: Float32Array,
  start: number,
  length: number,
): number {
  let largest = -Infinity;
  let index = 0;
  for (let i = 0; i < length; i++) {
    const value = data[start + i]!;
    if (value <= largest) continue;
    if (Number.isNaN(value)) return -1;
    largest = value;
    index = i;
  }
  return index;
}
