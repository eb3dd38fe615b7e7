import { describe } from "./_describe.ts";

/** Which values of a series are better: `auto` goes by its name. */
export type Mode = "auto" | "min" | "max";

const MAXIMIZED = /accuracy|precision|recall|f1/i;

/** Whether larger values of a series are better. */
export function isMaximized(series: string, mode: Mode): boolean {
  if (mode === "auto") return MAXIMIZED.test(series);
  if (mode === "min" || mode === "max") return mode === "max";
  throw new RangeError(
    `Cannot compare values of ${series}: expected mode "auto", "min" or ` +
      `"max", received ${describe(mode)}`,
  );
}
