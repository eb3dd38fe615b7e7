import { ShapeError, type Tensor } from "@cutedl/tensor";
import type { MatrixSize } from "@cutedl/tensor/engine";

/** Size of the last axis of an input; refuses one without axes. */
export function featuresOf(
  inputShape: readonly number[],
  action: string,
): number {
  const features = inputShape.at(-1);
  if (features !== undefined) return features;
  throw new ShapeError({
    action,
    name: "input shape",
    expected: ["features"],
    received: inputShape,
    remedy: "give inputs of shape [batch, 1]",
  });
}

/** Inputs as a matrix whose columns are the features. */
export function featureMatrix({ shape, size }: Tensor): MatrixSize {
  const columns = shape.at(-1)!;
  return { rows: size / columns, columns };
}

/** Refuses what cannot be added to variances; `title` follows "Cannot create". */
export function assertEpsilon(epsilon: number, title: string): void {
  const single = typeof epsilon === "number" ? Math.fround(epsilon) : NaN;
  if (single > 0 && single < Infinity) return;
  throw new RangeError(
    `Cannot create ${title}: expected epsilon to be a number > 0 that float32 ` +
      `holds, received ${epsilon}: leave it out for 1e-5`,
  );
}
