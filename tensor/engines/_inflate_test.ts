import { assertEquals } from "@std/assert";
import { constants, deflateRawSync } from "node:zlib";
import { inflate } from "./_inflate.ts";

const text = "a kernel, a kernel, and again a kernel; ".repeat(300);
const random = Uint8Array.from(
  { length: 70_000 },
  (_, i) => Math.imul(i, 2654435761) >>> 13 & 255,
);
const inputs = {
  nothing: new Uint8Array(),
  "one byte": Uint8Array.of(7),
  text: new TextEncoder().encode(text),
  "what does not shrink": random,
  "a long run": new Uint8Array(100_000).fill(1),
  "few symbols, far apart": random.map((byte, i) => i % 900 ? 0 : byte),
};

for (const [name, bytes] of Object.entries(inputs)) {
  Deno.test(`inflate() unpacks ${name}, in blocks of every type`, () => {
    for (const level of [0, 1, 6, 9]) { // 0 stores
      for (
        const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED]
      ) {
        const packed = deflateRawSync(bytes, { level, strategy });
        assertEquals(inflate(packed, bytes.length), bytes);
      }
    }
  });
}
