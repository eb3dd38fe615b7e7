import type { Random } from "@cutedl/tensor";
import {
  byteValues,
  type Damaged,
  flips,
  joined,
  noise,
  patched,
  splices,
  truncations,
} from "./damage.ts";

const LENGTHS = [
  0n,
  1n,
  7n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** What stands for another token of the header. */
const TOKENS = [
  "-1",
  "-0",
  "0.5",
  "1e0",
  "1e308",
  "1e999",
  "00",
  "4294967295",
  "4294967296",
  "9007199254740991",
  "9007199254740993",
  "18446744073709551616",
  "NaN",
  "null",
  "true",
  "[]",
  "{}",
  "[4,4]",
  '""',
  '"F32"',
  '"F64"',
  '"I64"',
  '"U8"',
  '"BOOL"',
  '"F8_E5M2"',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '"__metadata__"',
  '"data_offsets"',
  '"shape"',
  '"dtype"',
  '"a"',
  '"\\ud800"',
  '"\\u0000"',
];
const TOKEN = /"(?:[^"\\]|\\.)*"|-?[0-9.eE+-]+|true|false|null|[[\]{},:]/g;

/** Writes a file of a header's text and data. */
function safetensorsFile(
  header: string,
  data: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(header);
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(text.length), true);
  return joined(new Uint8Array(length.buffer), text, data);
}

/** The header's text, and the data. */
function partsOf(bytes: Uint8Array<ArrayBuffer>): [string, Uint8Array] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + Number(view.getBigUint64(0, true));
  return [
    new TextDecoder().decode(bytes.subarray(8, end)),
    bytes.subarray(end),
  ];
}

function* lengths(bytes: Uint8Array): Generator<Damaged> {
  const near = [-9, -8, -1, 0, 1].map((by) => BigInt(bytes.length + by));
  for (const length of [...LENGTHS, ...near]) {
    const field = new DataView(new ArrayBuffer(8));
    field.setBigUint64(0, length, true);
    const copy = patched(bytes, 0, new Uint8Array(field.buffer));
    yield { what: `header of ${length} bytes`, bytes: copy };
  }
}

/** Tokens replaced, left out, doubled, or put elsewhere. */
function otherTokens(text: string, random: Random): string {
  const parts = text.match(TOKEN)!;
  const copy = [...parts];
  for (let count = 1 + random.integer(3); count > 0; count--) {
    const at = random.integer(copy.length);
    const other = random.integer(3) === 0
      ? parts[random.integer(parts.length)]!
      : TOKENS[random.integer(TOKENS.length)]!;
    const added = [[other], [other], [], [copy[at]!, copy[at]!], [
      other,
      copy[at]!,
    ]];
    copy.splice(at, 1, ...added[random.integer(added.length)]!);
  }
  return copy.join("");
}

/** Headers of other tokens. */
function* headers(
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
): Generator<Damaged> {
  const [header, data] = partsOf(bytes);
  while (true) {
    const text = otherTokens(header, random);
    yield { what: `header ${text}`, bytes: safetensorsFile(text, data) };
  }
}

/** What the metadata say, in other tokens. */
function* metadata(
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
): Generator<Damaged> {
  const [header, data] = partsOf(bytes);
  const { __metadata__, ...tensors } = JSON.parse(header);
  const entries = Object.entries<string>(__metadata__)
    .filter(([, value]) => value.startsWith("{"));
  while (entries.length > 0) {
    const [name, value] = entries[random.integer(entries.length)]!;
    const text = otherTokens(value, random);
    const changed = {
      __metadata__: { ...__metadata__, [name]: text },
      ...tensors,
    };
    yield {
      what: `${name} ${text}`,
      bytes: safetensorsFile(JSON.stringify(changed), data),
    };
  }
}

/** Headers that ask for much. */
function* huge(random: Random): Generator<Damaged> {
  const none = new Uint8Array(0);
  const entry = (shape: string, offsets: string) =>
    `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;
  for (const depth of [200, 1e5, 2e6]) {
    for (const [open, close] of [["[", "]"], ['{"a":', "}"]]) {
      const text = open!.repeat(depth) + close!.repeat(depth);
      yield { what: `${depth} ${open}`, bytes: safetensorsFile(text, none) };
      yield {
        what: `a shape of ${depth} ${open}`,
        bytes: safetensorsFile(`{"a":${entry(text, "[0,0]")}}`, none),
      };
    }
  }
  for (const size of ["1e9", "4294967295", "9007199254740991"]) {
    for (const end of ["0", "17179869180", "9007199254740991"]) {
      for (const axes of [1, 2, 9]) {
        const shape = `[${Array(axes).fill(size)}]`;
        yield {
          what: `shape ${shape} of ${end} bytes`,
          bytes: safetensorsFile(`{"a":${entry(shape, `[0,${end}]`)}}`, none),
        };
      }
    }
  }
  const many = Array.from(
    { length: 20_000 },
    (_, i) => `"${i}":${entry("[0]", "[0,0]")}`,
  );
  yield { what: "20,000 tensors", bytes: safetensorsFile(`{${many}}`, none) };
  const same = Array(20_000).fill(many[0]);
  yield {
    what: "20,000 of one name",
    bytes: safetensorsFile(`{${same}}`, none),
  };
  const long = "x".repeat(1e6);
  yield {
    what: "a name of a million letters",
    bytes: safetensorsFile(`{"${long}":${entry("[0]", "[0,0]")}}`, none),
  };
  yield {
    what: "a million spaces",
    bytes: safetensorsFile(`{}${" ".repeat(1e6)}`, none),
  };
  yield {
    what: "a megabyte of noise",
    bytes: Uint8Array.from(noise(random, 1e6)),
  };
}

/** Damages of a file. */
export function safetensorsDamages(
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
): Iterable<Damaged>[] {
  return [
    truncations(bytes),
    byteValues(bytes, 8),
    lengths(bytes),
    huge(random),
    headers(bytes, random),
    metadata(bytes, random),
    flips(bytes, random),
    splices(bytes, random),
  ];
}
