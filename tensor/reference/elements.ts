import type { GatherSize } from "../engines/engine.ts";

/** Plain check that no element is NaN or infinite. */
export function allFinite(values: Float32Array): boolean {
  return values.every(Number.isFinite);
}

/** Plain step down a gradient, in place. */
export function descend(
  value: Float32Array,
  gradient: Float32Array,
  learningRate: number,
): void {
  for (let i = 0; i < value.length; i++) {
    value[i]! -= learningRate * gradient[i]!;
  }
}

/** Plain gathering of rows of bytes, scaled. */
export function gatherPixels(
  pixels: Uint8Array,
  indices: Uint32Array,
  outputs: Float32Array,
  { rowLength, scale }: GatherSize,
): void {
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]! * rowLength;
    for (let i = 0; i < rowLength; i++) {
      outputs[row * rowLength + i] = pixels[start + i]! * scale;
    }
  }
}
