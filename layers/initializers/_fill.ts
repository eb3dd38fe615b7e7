import { type Tensor, zeros } from "@cutedl/tensor";

/** Makes a tensor of drawn values. */
export function fill(shape: readonly number[], draw: () => number): Tensor {
  const values = zeros(shape);
  for (let i = 0; i < values.size; i++) values.data[i] = draw();
  return values;
}

/** Refuses a scale that is not positive and finite. */
export function assertScale(scale: number, name: string): void {
  if (Number.isFinite(scale) && scale > 0) return;
  throw new RangeError(
    `Cannot create ${name} initializer: expected a finite scale > 0, ` +
      `received ${scale}: leave it out for 0.05` +
      (scale === 0 ? ', or take "zeros"' : ""),
  );
}
