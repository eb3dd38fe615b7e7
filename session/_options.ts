import { describe } from "./_describe.ts";

/** Throws unless an option is a whole number of at least `least`. */
export function assertWhole(
  action: string,
  name: string,
  value: number,
  least: number,
): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot ${action}: expected ${name} to be a whole number >= ${least}, ` +
      `received ${describe(value)}`,
  );
}
