import { inflate } from "./_inflate.ts";
import { kernelSizes, packedKernels } from "./_kernels.ts";
import { STRIPES, stripeStart } from "./_stripes.ts";

/** The kernels with relaxed SIMD, and those without. */
export function unpackKernels(): [
  relaxed: Uint8Array<ArrayBuffer>,
  plain: Uint8Array<ArrayBuffer>,
] {
  const [relaxedSize, plainSize] = kernelSizes;
  const packed = Uint8Array.from(atob(packedKernels), (c) => c.charCodeAt(0));
  const both = inflate(packed, relaxedSize + plainSize);
  const relaxed = new Uint8Array(relaxedSize);
  const plain = new Uint8Array(plainSize);
  let from = 0;
  for (let stripe = 0; stripe < STRIPES; stripe++) {
    for (const module of [relaxed, plain]) {
      const start = stripeStart(stripe, module.length);
      const length = stripeStart(stripe + 1, module.length) - start;
      module.set(both.subarray(from, from + length), start);
      from += length;
    }
  }
  return [relaxed, plain];
}
