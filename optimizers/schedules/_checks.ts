/** What is checked, and for whom. */
interface Subject {
  /** Name of the value. */
  name: string;
  /** What is attempted, to follow "Cannot". */
  action: string;
}

/**
 * Checks a learning rate, or the share of one that remains.
 *
 * @throws {RangeError} If it is not a number from `low`, itself left out unless
 * `inclusive`, to `high`.
 */
export function checkRange(
  value: number,
  range: { low: number; inclusive?: boolean; high?: number },
  { name, action }: Subject,
): void {
  const { low, inclusive = false, high } = range;
  const isAbove = inclusive ? value >= low : value > low;
  if (isAbove && value < Infinity && value <= (high ?? value)) return;
  const above = `${inclusive ? ">=" : ">"} ${low}`;
  const below = high === undefined ? "" : ` and <= ${high}`;
  throw new RangeError(
    `Cannot ${action}: expected ${name} to be a finite number ${above}${below}, ` +
      `received ${value}`,
  );
}

/**
 * Checks a number of steps.
 *
 * @throws {RangeError} If it is not a whole number of at least `low`.
 */
export function checkSteps(
  value: number,
  low: number,
  { name, action }: Subject,
): void {
  if (Number.isSafeInteger(value) && value >= low) return;
  throw new RangeError(
    `Cannot ${action}: expected ${name} to be a whole number >= ${low}, ` +
      `received ${value}`,
  );
}
