import type { GatherSize } from "../engines/pixel_rows.ts";

/** Plain check that no element is NaN or infinite. */
export function allFinite(arrays: readonly Float32Array[]): boolean {
  return arrays.every((values) => values.every(Number.isFinite));
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
