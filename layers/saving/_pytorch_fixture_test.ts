import { assertEquals } from "@std/assert";
import { tensor } from "@cutedl/tensor";

// The file that save_file() of Hugging Face's safetensors 0.8 writes, byte for
// byte, for the state dict of this module of PyTorch 2.13 in evaluation:
//
//   nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(),
//                 nn.Linear(4, 3), nn.LayerNorm(3), nn.Linear(3, 2, bias=False))
//
// with 0.weight as float16, 3.weight as bfloat16, 5.weight as float64. Tensors
// are sorted by the width of their elements, then by name.
const ENTRIES: [
  name: string,
  dtype: string,
  shape: number[],
  bytes: number[],
][] = [
  ["1.num_batches_tracked", "I64", [], [5, 0, 0, 0, 0, 0, 0, 0]],
  ["5.weight", "F64", [2, 3], float64(-1.25, 0.5, -0.5, 1.25, 0.25, -0.75)],
  ["0.bias", "F32", [4], float32(-0.5, 1.25, 0.25, -0.75)],
  ["1.bias", "F32", [4], float32(1, 1.5, -1, 0.75)],
  ["1.running_mean", "F32", [4], float32(-1, 0.75, -0.25, -1.25)],
  ["1.running_var", "F32", [4], float32(0.75, 1.75, 1, 1)],
  ["1.weight", "F32", [4], float32(0.25, -0.75, 1, 1.5)],
  ["3.bias", "F32", [3], float32(-0.75, 1, 1.5)],
  ["4.bias", "F32", [3], float32(0.75, -0.25, -1.25)],
  ["4.weight", "F32", [3], float32(1.5, -1, 0.75)],
  [
    "3.weight", // 1.25, 0.25, -0.75, 1, 1.5, -1, 0.75, -0.25, -1.25, 0.5, -0.5, 1.25
    "BF16",
    [3, 4],
    bits16(
      ...[0x3fa0, 0x3e80, 0xbf40, 0x3f80, 0x3fc0, 0xbf80],
      ...[0x3f40, 0xbe80, 0xbfa0, 0x3f00, 0xbf00, 0x3fa0],
    ),
  ],
  [
    "0.weight", // -1.25, 0.5, -0.5, 1.25, 0.25, -0.75, 1, 1.5, -1, 0.75, -0.25, -1.25
    "F16",
    [4, 3],
    bits16(
      ...[0xbd00, 0x3800, 0xb800, 0x3d00, 0x3400, 0xba00],
      ...[0x3c00, 0x3e00, 0xbc00, 0x3a00, 0xb400, 0xbd00],
    ),
  ],
];
// what the module computes in float64, by PyTorch 2.13
export const INPUTS = tensor([[1, -2, 0.5], [0, 0.25, 0], [-1.5, 2, 3]]);
export const LOGITS = [
  [-0.3868191204934567, 1.5924679987303951],
  [-1.394821522905149, 3.213596567608071],
  [-1.981315991493111, 4.17938425584126],
];

function float32(...elements: number[]): number[] {
  return [...new Uint8Array(Float32Array.from(elements).buffer)];
}

function float64(...elements: number[]): number[] {
  return [...new Uint8Array(Float64Array.from(elements).buffer)];
}

function bits16(...elements: number[]): number[] {
  return elements.flatMap((bits) => [bits & 0xff, bits >> 8]);
}

/** The file: length of the header, header padded by spaces, data. */
export function writeFixture(): Uint8Array {
  let end = 0;
  const members = ENTRIES.map(([name, dtype, shape, bytes]) => {
    const begin = end;
    end += bytes.length;
    return `"${name}":{"dtype":"${dtype}","shape":[${shape}],` +
      `"data_offsets":[${begin},${end}]}`;
  });
  const header = `{"__metadata__":{"format":"pt"},${members}}`;
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  assertEquals(padded.length, 816);
  return Uint8Array.from([
    ...[816 % 256, 816 >> 8, 0, 0, 0, 0, 0, 0],
    ...new TextEncoder().encode(padded),
    ...ENTRIES.flatMap(([, , , bytes]) => bytes),
  ]);
}
