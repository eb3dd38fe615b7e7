import { formatText } from "@cutedl/tensor";

/** Formats a value of unknown origin the way error messages print it. */
export function describe(value: unknown): string {
  if (typeof value === "string") return formatText(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" && value !== null
    ? "an object"
    : String(value);
}
