/** The member of an object that stands for a tensor: its name. */
export const TENSOR = "$tensor";

/** The member of an object that stands for a number that JSON does not know. */
export const NUMBER = "$number";

/** Texts of the numbers that JSON does not know. */
export const SPECIAL_NUMBERS: ReadonlySet<string> = new Set([
  "NaN",
  "Infinity",
  "-Infinity",
  "-0",
]);

/** Whether a name is kept for objects that stand for something else. */
export function isSpecial(name: string): boolean {
  return name.startsWith("$");
}
