/** Copies rows, one after another. */
export function gather(
  values: Uint8Array | Float32Array,
  indices: Uint32Array,
  outputs: Float32Array,
): void {
  const length = outputs.length / indices.length;
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]! * length;
    for (let i = 0; i < length; i++) {
      outputs[row * length + i] = values[start + i]!;
    }
  }
}
