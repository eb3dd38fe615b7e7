/** What {@linkcode checkWhole} checks. */
export interface WholeNumber {
  /** What is attempted, to follow "Cannot". */
  action: string;
  /** Name of the value. */
  name: string;
  value: number;
  /** Smallest value that is allowed. */
  least: number;
}

/** Refuses what is not a whole number, or too small. */
export function checkWhole(number: WholeNumber): void {
  const { action, name, value, least } = number;
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot ${action}: expected ${name} to be a whole number >= ${least}, ` +
      `received ${value}`,
  );
}
