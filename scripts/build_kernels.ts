/**
 * Builds the WebAssembly kernels from their AssemblyScript sources, twice (with
 * relaxed SIMD and without), and writes the bytes, packed, as base64 into a module
 * that loads in every runtime without a permission.
 *
 * `deno task kernels` writes the module; with `--check` the script only compares,
 * and fails where it is not what the sources give.
 *
 * @module
 */
import asc from "assemblyscript/asc";
import { STRIPES, stripeStart } from "../tensor/engines/_stripes.ts";

const sources = new URL("../tensor/assembly/", import.meta.url);
const target = new URL("../tensor/engines/_kernels.ts", import.meta.url);

const PAGES = 16384; // any number of three bytes; the engine writes its own
const MOST_BYTES = 60_000; // of a module, which is loaded with the package

/** Gives the bytes, and where in them the two sizes of the memory stand. */
async function compile(
  features: readonly string[],
): Promise<{ binary: Uint8Array; limits: number }> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    "index.ts",
    "--outFile",
    "kernels.wasm",
    "--optimizeLevel",
    "3",
    "--shrinkLevel",
    "1",
    "--converge",
    "--noAssert",
    "--runtime",
    "stub",
    "--importMemory",
    "--sharedMemory",
    "--initialMemory",
    String(PAGES),
    "--maximumMemory",
    String(PAGES),
    ...["threads", "simd", ...features].flatMap((name) => ["--enable", name]),
  ], {
    readFile: (name: string) => {
      try {
        return Deno.readTextFileSync(new URL(name, sources));
      } catch {
        return null; // the compiler tries several names
      }
    },
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (contents instanceof Uint8Array) binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) {
    throw new Error(`Cannot build kernels:\n${stderr.toString()}`);
  }
  const { length } = MEMORY_IMPORT;
  const limits =
    binary.findIndex((_, i) =>
      MEMORY_IMPORT.every((byte, j) => binary![i + j] === byte)
    ) + length - 6;
  if (limits < 0) throw new Error("Cannot find the kernels' memory import");
  if (binary.length > MOST_BYTES) {
    throw new Error(
      `Cannot build kernels: expected at most ${MOST_BYTES} bytes, received ` +
        binary.length,
    );
  }
  return { binary, limits };
}

const pages = [0x80, 0x80, 0x01]; // PAGES as LEB128
const MEMORY_IMPORT = [
  ...new TextEncoder().encode("\x03env\x06memory"),
  0x02, // a memory
  0x03, // shared, with a maximum
  ...pages,
  ...pages,
];

const relaxed = await compile(["relaxed-simd"]);
const plain = await compile([]);
if (relaxed.limits !== plain.limits) {
  throw new Error("Cannot build kernels: expected both imports at one place");
}

const stripes = Array.from(
  { length: STRIPES },
  (_, i) =>
    [relaxed, plain].map(({ binary }) =>
      binary.slice(
        stripeStart(i, binary.length),
        stripeStart(i + 1, binary.length),
      )
    ),
).flat();
const joined = new Uint8Array(await new Blob(stripes).arrayBuffer());
// 5 % smaller than by level 9 of zlib; loaded last, since it takes over how the
// program reports errors that nobody catches
const { deflateAsync } = await import("@gfx/zopfli");
const packed = await deflateAsync(joined, {});
const text =
  `// Made by \`deno task kernels\` from tensor/assembly; do not edit.

/** Where in both modules the two sizes of the memory stand, three bytes each. */
export const memoryLimits = ${relaxed.limits};

/** Bytes of the module with relaxed SIMD, and of that without. */
export const kernelSizes = [${relaxed.binary.length}, ${plain.binary.length}] as const;

/** Both, in stripes, as DEFLATE in base64. */
export const packedKernels: string =
  "${packed.toBase64()}";
`;

if (Deno.args.includes("--check")) {
  if (await Deno.readTextFile(target) !== text) {
    console.error(
      "tensor/engines/_kernels.ts is not what tensor/assembly gives: " +
        "run `deno task kernels` and commit the result",
    );
    Deno.exit(1);
  }
  console.log("tensor/engines/_kernels.ts is what tensor/assembly gives");
} else {
  await Deno.writeTextFile(target, text);
  console.log(`Wrote tensor/engines/_kernels.ts, ${text.length} bytes`);
}
