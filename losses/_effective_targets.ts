import type { MatrixSize } from "@cutedl/tensor/engine";

/** What goes into targets before a cross-entropy sees them. */
export interface TargetChange {
  /** Share `a` of each row that is spread over the classes. */
  readonly smoothing: number;
  /** Weight of each row; by default 1. */
  readonly weights: Float32Array | undefined;
}

/**
 * Smooths and weighs rows of targets: `w (y (1 - a) + a / classes)`.
 *
 * Cross-entropy is linear in its targets, value and gradient, so that of these
 * is the weighted one of smoothed targets.
 */
export function changeTargets(
  targets: Float32Array,
  outputs: Float32Array,
  { rows, columns }: MatrixSize,
  { smoothing, weights }: TargetChange,
): void {
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1;
    const [scale, shift] = [1 - smoothing, smoothing / columns];
    for (let i = row * columns; i < (row + 1) * columns; i++) {
      outputs[i] = weight * (targets[i]! * scale + shift);
    }
  }
}

/** {@linkcode changeTargets} of the one-hot rows of labels. */
export function encodeTargets(
  labels: Float32Array,
  outputs: Float32Array,
  { rows, columns }: MatrixSize,
  { smoothing, weights }: TargetChange,
): void {
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1;
    const [start, rest] = [row * columns, smoothing / columns];
    outputs.fill(weight * rest, start, start + columns);
    outputs[start + labels[row]!] = weight * (1 - smoothing + rest);
  }
}

/** Refuses a smoothing that is not from 0 to below 1. */
export function checkSmoothing(labelSmoothing: number, loss: string): void {
  if (labelSmoothing >= 0 && labelSmoothing < 1) return; // refuses NaN, too
  throw new RangeError(
    `Cannot create ${loss}: expected labelSmoothing from 0 to below 1, ` +
      `received ${labelSmoothing}`,
  );
}
