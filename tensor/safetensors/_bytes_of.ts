/**
 * The bytes of elements, which are little-endian as in the format: so is the
 * memory of WebAssembly, which engines share with typed arrays.
 */
export function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
