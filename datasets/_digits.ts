import type { ArrayDatasetOptions } from "./array_dataset.ts";

/** Number of digits. */
export const CLASSES = 10;

/** Pixels along an edge of an image. */
export const SIDE = 28;

/** Gives the options of a dataset of digits with such targets. */
export function digitOptions(
  targets: "oneHot" | "labels",
  action: string,
): ArrayDatasetOptions {
  if (targets === "oneHot") return { classes: CLASSES };
  if (targets === "labels") return {};
  throw new RangeError(
    `Cannot ${action}: expected targets to be "oneHot" or "labels", ` +
      `received ${JSON.stringify(targets)}`,
  );
}
