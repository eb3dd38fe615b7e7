import { assert, assertEquals } from "@std/assert";
import { bitsOf, one } from "./_testing.ts";
import { decodeSafetensors } from "./decode_safetensors.ts";

function littleEndian(bits: readonly number[], width: number): number[] {
  return bits.flatMap((word) =>
    Array.from({ length: width }, (_, i) => (word >>> (8 * i)) & 0xff)
  );
}

Deno.test("decodeSafetensors() widens every F16 to the value of its formula", () => {
  const patterns = Array.from({ length: 2 ** 16 }, (_, i) => i);
  const bytes = one("F16", littleEndian(patterns, 2), 2 ** 16);
  const { data } = decodeSafetensors(bytes).tensors.get("a")!;
  for (const half of patterns) {
    const sign = half < 2 ** 15 ? 1 : -1;
    const exponent = Math.floor(half / 2 ** 10) % 2 ** 5;
    const fraction = half % 2 ** 10 / 2 ** 10;
    const infinite = fraction === 0 ? Infinity : NaN;
    const size = exponent === 0
      ? 2 ** -14 * fraction
      : exponent === 31
      ? infinite
      : 2 ** (exponent - 15) * (1 + fraction);
    assert(Object.is(data[half], sign * size), `${half}: ${data[half]}`);
  }
});

Deno.test("decodeSafetensors() reads each dtype", () => {
  const cases: [string, number, number[], number[]][] = [
    // [dtype, bytes of an element, little-endian bytes, values]
    ["F32", 4, [0, 0, 0x80, 0x3f, 0xdb, 0x0f, 0x49, 0xc0], [1, -Math.PI]],
    [
      "F64",
      8,
      [
        ...[0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f], // 0.1
        ...[0x9c, 0x75, 0x00, 0x88, 0x3c, 0xe4, 0x37, 0xfe], // -1e300
        ...[0, 0, 0, 0x18, 0, 0, 0xf0, 0x3f], // 1 + 3/2 · 2^-24
        ...[0, 0, 0, 0x10, 0, 0, 0xf0, 0x3f], // 1 + 2^-24, to even
      ],
      [0.1, -Infinity, 1 + 2 ** -23, 1],
    ],
    ["BF16", 2, [0x80, 0x3f, 0x49, 0xc0, 0x80, 0xff], [
      1,
      -3.140625,
      -Infinity,
    ]],
    ["U8", 1, [0, 1, 255], [0, 1, 255]],
    ["I8", 1, [0, 1, 255, 128], [0, 1, -1, -128]],
    ["U16", 2, [1, 0, 0xff, 0xff], [1, 65535]],
    ["I16", 2, [0xff, 0xff, 0, 0x80], [-1, -32768]],
    ["U32", 4, [0, 0, 0, 1, 0, 0xff, 0xff, 0xff], [2 ** 24, 2 ** 32 - 256]],
    ["I32", 4, [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x80], [-1, -(2 ** 31)]],
    ["U64", 8, [0, 0, 0, 0, 0, 0, 0, 0x80], [2 ** 63]],
    [
      "I64",
      8,
      [255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 128],
      [-1, -(2 ** 63)],
    ],
    ["BOOL", 1, [1, 0], [1, 0]],
  ];
  for (const [dtype, width, bytes, values] of cases) {
    const { tensors } = decodeSafetensors(
      one(dtype, bytes, bytes.length / width),
    );
    assertEquals(tensors.get("a")!.data, Float32Array.from(values), dtype);
  }
});

Deno.test("decodeSafetensors() keeps the bits of a NaN", () => {
  const signaling = [0x7fa00001, 0xff800123];
  const read = (dtype: string, bits: number[], width: number): number[] => {
    const bytes = one(dtype, littleEndian(bits, width), bits.length);
    return bitsOf(decodeSafetensors(bytes).tensors.get("a")!);
  };
  assertEquals(read("F32", signaling, 4), signaling);
  assertEquals(read("BF16", [0x7fa1, 0xff81], 2), [0x7fa10000, 0xff810000]);
  assertEquals(read("F16", [0x7d01, 0xfc01], 2), [0x7fa02000, 0xff802000]);
});
