import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { tensor } from "../creation.ts";
import { file, one } from "./_testing.ts";
import { decodeSafetensors } from "./decode_safetensors.ts";
import { encodeSafetensors } from "./encode_safetensors.ts";
import { SafetensorsError } from "./safetensors_error.ts";

const OTHER = "it is damaged, or no safetensors file: choose another";
const CUT = "the file is cut short: copy or download it again";
const info = (shape: string, offsets: string, dtype = '"F32"'): string =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
const integers = "whole numbers that float32 holds exactly in tensor";
const json = "a string of JSON in UTF-8 at byte";
const whole = "a whole number >= 0 and < 2^53 at byte 27, received";

const refusals: [string, Uint8Array, string][] = [
  [
    "no bytes",
    new Uint8Array(0),
    `8 bytes with the length of the header, received 0: ${CUT}`,
  ],
  [
    "a length that is cut",
    new Uint8Array(7),
    `8 bytes with the length of the header, received 7: ${CUT}`,
  ],
  [
    "a header that is cut",
    file('{"a":').with(0, 6),
    `a header of 6 bytes, received 5: ${CUT}`,
  ],
  [
    "a header of 100 MB and one byte",
    new Uint8Array([0x01, 0xe1, 0xf5, 0x05, 0, 0, 0, 0]),
    `a header of at most 100000000 bytes, received one of 100000001: ${OTHER}`,
  ],
  [
    "a length that overflows 53 bits",
    new Uint8Array(9).fill(255),
    "a header of at most 100000000 bytes, received one of " +
    `18446744073709551615: ${OTHER}`,
  ],
  [
    "a picture",
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), // of PNG
    "a header of at most 100000000 bytes, received one of " +
    `727905341920923785: ${OTHER}`,
  ],
  [
    "a zip archive",
    Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 1),
    "a header of at most 100000000 bytes, received a zip archive: let PyTorch " +
    "write it with safetensors.torch",
  ],
  [
    "an empty header",
    file(""),
    '"{" at byte 8, received the end of the header',
  ],
  ["an array", file("[]"), '"{" at byte 8, received "["'],
  ["an end", file("{"), "a string at byte 9, received the end of the header"],
  ["more", file("{}{"), 'nothing but spaces at byte 10, received "{"'],
  ["nulls", file("{}\0"), 'nothing but spaces at byte 10, received "\\u0000"'],
  ["a number", file("{1:2}"), 'a string at byte 9, received "1"'],
  ["no colon", file('{"a"}'), '":" at byte 12, received "}"'],
  [
    "no comma",
    file(`{"a":${info("[0]", "[0,0]")}"b":${info("[0]", "[0,0]")}}`),
    '"," or "}" at byte 61, received "\\""',
  ],
  [
    "a comma too many",
    file(`{"a":${info("[0]", "[0,0]")},}`),
    'a string at byte 62, received "}"',
  ],
  [
    "a string without an end",
    file('{"a'),
    'a closing " at byte 11, received the end of the header',
  ],
  [
    "a backslash at the end",
    file('{"a\\'),
    'a closing " at byte 13, received the end of the header',
  ],
  ["an unknown escape", file('{"\\x":1}'), `${json} 9, received another`],
  ["a line break", file('{"a\n":1}'), `${json} 9, received another`],
  ["half a surrogate", file('{"\\ud800":1}'), `${json} 9, received another`],
  [
    "bytes that are no UTF-8",
    file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22)),
    `${json} 9, received another`,
  ],
  [
    "an overlong string that is no UTF-8",
    file(Uint8Array.of(0x7b, 0x22, ...Array(300).fill(0x80), 0x22)),
    `${json} 9, received another`,
  ],
  ["depth", file(`{"a":${"[".repeat(1e6)}`), '"{" at byte 13, received "["'],
  [
    "depth of objects",
    file('{"a":'.repeat(1e6)),
    'dtype, shape and data_offsets of tensor "a", received "a"',
  ],
  ["a tensor that is null", file('{"a":null}'), '"{" at byte 13, received "n"'],
  [
    "a name twice",
    file(`{"a":${info("[0]", "[0,0]")},"\\u0061":${info("[0]", "[0,0]")}}`),
    'another name at byte 62, received "a" again',
  ],
  [
    "metadata twice",
    file('{"__metadata__":{},"__metadata__":{}}'),
    'another name at byte 27, received "__metadata__" again',
  ],
  [
    "a key of the metadata twice",
    file('{"__metadata__":{"a":"","a":""}}'),
    'another name at byte 32, received "a" again',
  ],
  [
    "a member twice",
    file('{"a":{"dtype":"F32","dtype":"F32"}}'),
    'another name at byte 28, received "dtype" again',
  ],
  [
    "metadata that is no object",
    file('{"__metadata__":"a"}'),
    '"{" at byte 24, received "\\""',
  ],
  [
    "metadata that is no text",
    file('{"__metadata__":{"a":1}}'),
    'a string at byte 29, received "1"',
  ],
  [
    "an unknown member",
    file('{"a":{"__proto__":{}}}'),
    'dtype, shape and data_offsets of tensor "a", received "__proto__"',
  ],
  [
    "no dtype",
    file('{"a":{"shape":[0],"data_offsets":[0,0]}}'),
    'a dtype of tensor "a", received none',
  ],
  [
    "no shape",
    file('{"a":{"dtype":"F32","data_offsets":[0,0]}}'),
    'a shape of tensor "a", received none',
  ],
  [
    "no data_offsets",
    file('{"a":{"dtype":"F32","shape":[0]}}'),
    'data_offsets of tensor "a", received none',
  ],
  [
    "a dtype that cannot be read",
    file(`{"a":${info("[0]", "[0,0]", '"F8_E4M3"')}}`),
    'a dtype of tensor "a" among F32, F64, F16, BF16, U8, I8, U16, I16, U32, ' +
    'I32, U64, I64, BOOL, received "F8_E4M3": convert the tensor where it ' +
    "was written",
  ],
  [
    "a dtype of a prototype",
    file(`{"a":${info("[0]", "[0,0]", '"toString"')}}`),
    'a dtype of tensor "a" among F32, F64, F16, BF16, U8, I8, U16, I16, U32, ' +
    'I32, U64, I64, BOOL, received "toString": convert the tensor where it ' +
    "was written",
  ],
  [
    "a dtype that is a number",
    file('{"a":{"dtype":1}}'),
    'a string at byte 22, received "1"',
  ],
  ...["-1", "1.0", "1e3", "01", "9007199254740992", "+1", "1".repeat(400)].map(
    (number): [string, Uint8Array, string] => [
      `the number ${number.slice(0, 20)}`,
      file(`{"a":{"shape":[0,0,${number}]}}`),
      `${whole} "${number.length > 60 ? `${number.slice(0, 60)}…` : number}"`,
    ],
  ),
  [
    "a size that is text",
    file('{"a":{"shape":["1"]}}'),
    'a whole number at byte 23, received "\\""',
  ],
  [
    "a size that is an array",
    file('{"a":{"shape":[[1]]}}'),
    'a whole number at byte 23, received "["',
  ],
  [
    "a shape that is a number",
    file('{"a":{"shape":1}}'),
    '"[" at byte 22, received "1"',
  ],
  [
    "a shape without commas",
    file('{"a":{"shape":[1 2]}}'),
    '"," or "]" at byte 25, received "2"',
  ],
  [
    "too many axes",
    file(`{"a":{"shape":[${Array(65).fill(1)}]}}`),
    "at most 64 numbers at byte 151, received more",
  ],
  [
    "elements that overflow 53 bits",
    file(`{"a":${info("[4294967296,4294967296]", "[0,0]")}}`),
    'fewer than 2^53 elements of tensor "a", received [4294967296, 4294967296]',
  ],
  [
    "elements that overflow float64",
    file(`{"a":${info(`[${Array(63).fill(2 ** 52)},0]`, "[0,0]")}}`),
    `fewer than 2^53 elements of tensor "a", received [${
      Array(63).fill(2 ** 52).join(", ")
    }, 0]`,
  ],
  [
    "one offset",
    file(`{"a":${info("[0]", "[0]")}}`),
    'two data_offsets of tensor "a", received [0]',
  ],
  [
    "three offsets",
    file(`{"a":${info("[0]", "[0,0,0]")}}`),
    "at most 2 numbers at byte 60, received more",
  ],
  [
    "offsets of another size",
    file(`{"a":${info("[2]", "[0,4]")}}`, [0, 0, 0, 0]),
    'data_offsets of tensor "a" with 8 bytes between, for F32 [2], received ' +
    "[0, 4]",
  ],
  [
    "offsets too far apart",
    file(`{"a":${info("[2]", "[0,12]")}}`, new Array(12).fill(0)),
    'data_offsets of tensor "a" with 8 bytes between, for F32 [2], received ' +
    "[0, 12]",
  ],
  [
    "offsets that go back",
    file(`{"a":${info("[0]", "[4,0]")}}`, [0, 0, 0, 0]),
    'data_offsets of tensor "a" with 0 bytes between, for F32 [0], received ' +
    "[4, 0]",
  ],
  [
    "a hole at the start",
    file(`{"a":${info("[1]", "[4,8]")}}`, new Array(8).fill(0)),
    'tensor "a" to begin at byte 0 of the data, received 4',
  ],
  [
    "a hole",
    file(
      `{"b":${info("[1]", "[8,12]")},"a":${info("[1]", "[0,4]")}}`,
      new Array(12).fill(0),
    ),
    'tensor "b" to begin at byte 4 of the data, where "a" ends, received 8',
  ],
  [
    "an overlap",
    file(
      `{"a":${info("[2]", "[0,8]")},"b":${info("[1]", "[4,8]")}}`,
      new Array(8).fill(0),
    ),
    'tensor "b" to begin at byte 8 of the data, where "a" ends, received 4',
  ],
  [
    "an empty tensor within another",
    file(
      `{"a":${info("[2]", "[0,8]")},"b":${info("[0]", "[4,4]")}}`,
      new Array(8).fill(0),
    ),
    'tensor "b" to begin at byte 8 of the data, where "a" ends, received 4',
  ],
  [
    "data that is cut",
    file(`{"a":${info("[2]", "[0,8]")}}`, new Array(7).fill(0)),
    `8 bytes of data after the header, received 7: ${CUT}`,
  ],
  [
    "more data",
    file(`{"a":${info("[2]", "[0,8]")}}`, new Array(9).fill(0)),
    "8 bytes of data after the header, received 9",
  ],
  [
    "a tensor far beyond the data",
    file(`{"a":${info("[1000000000000]", "[0,4000000000000]")}}`),
    `4000000000000 bytes of data after the header, received 0: ${CUT}`,
  ],
  [
    "a boolean that is none",
    one("BOOL", [0, 1, 2], 3),
    'bytes 0 or 1 in tensor "a" of BOOL, received 2 as element 2 of 3',
  ],
  [
    "U32 that float32 rounds",
    one("U32", [1, 0, 0, 1], 1),
    `${integers} "a" of U32, received 16777217 as element 0 of 1`,
  ],
  [
    "I64 that float64 rounds",
    one("I64", [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 32, 0], 2),
    `${integers} "a" of I64, received 9007199254740993 as element 1 of 2`,
  ],
  [
    "U64 that float32 rounds up to 2^64",
    one("U64", [255, 255, 255, 255, 255, 255, 255, 255], 1),
    `${integers} "a" of U64, received 18446744073709551615 as element 0 of 1`,
  ],
  [
    "a name that moves the cursor",
    file(`{"\\u001b[2J\x9b\u202e${"x".repeat(80)}":{}}`),
    `a dtype of tensor "\\u001b[2J\\u009b\\u202e${
      "x".repeat(54)
    }…", received none`,
  ],
];

for (const [what, bytes, message] of refusals) {
  Deno.test(`decodeSafetensors() refuses ${what}`, () => {
    const error = assertThrows(
      () => decodeSafetensors(bytes, { name: "a.safetensors" }),
      SafetensorsError,
    );
    assertEquals(
      error.message,
      `Cannot read a.safetensors: expected ${message}`,
    );
  });
}

Deno.test("decodeSafetensors() refuses memory that cannot be had", () => {
  const real = Float32Array;
  globalThis.Float32Array = class extends real {
    constructor(size: number) {
      super(size);
      throw new RangeError("Array buffer allocation failed");
    }
  } as unknown as Float32ArrayConstructor;
  try {
    const error = assertThrows(
      () => decodeSafetensors(one("U8", [1, 2, 3], 3)),
      SafetensorsError,
      "Cannot read safetensors file: expected memory for the 3 elements of " +
        'tensor "a", received too little',
    );
    assertInstanceOf(error.cause, RangeError);
  } finally {
    globalThis.Float32Array = real;
  }
});

Deno.test("decodeSafetensors() refuses a file that is cut anywhere", () => {
  const bytes = encodeSafetensors(
    new Map([["a", tensor([1, 2])], ["b", tensor([[3]])]]),
    { metadata: new Map([["key", "text"]]) },
  );
  for (let length = 0; length < bytes.length; length++) {
    assertThrows(
      () => decodeSafetensors(bytes.subarray(0, length)),
      SafetensorsError,
      "the file is cut short",
    );
  }
});

Deno.test("decodeSafetensors() reads a damaged file, or refuses it by name", () => {
  const bytes = encodeSafetensors(
    new Map([["a", tensor([1, 2])], ["b", tensor([[3]])]]),
    { metadata: new Map([["key", "text"]]) },
  );
  const flips = fc.array(
    fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(flips, (flips) => {
      const damaged = bytes.slice();
      for (const [at, bits] of flips) damaged[at]! ^= bits;
      try {
        encodeSafetensors(decodeSafetensors(damaged).tensors);
      } catch (error) {
        assertInstanceOf(error, SafetensorsError);
      }
    }),
    { numRuns: 3000 },
  );
});
