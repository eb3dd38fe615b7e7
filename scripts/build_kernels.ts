/**
 * Builds the WebAssembly kernels from their AssemblyScript sources, twice (with
 * relaxed SIMD and without), and writes the bytes as base64 into a module that
 * loads in every runtime without a permission.
 *
 * `deno task kernels` writes the module; with `--check` the script only compares,
 * and fails where it is not what the sources give.
 *
 * @module
 */
import asc from "assemblyscript/asc";

const sources = new URL("../tensor/assembly/", import.meta.url);
const target = new URL("../tensor/engines/_kernels.ts", import.meta.url);

async function compile(features: readonly string[]): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    "index.ts",
    "--outFile",
    "kernels.wasm",
    "--optimizeLevel",
    "3",
    "--shrinkLevel",
    "0",
    "--converge",
    "--noAssert",
    "--runtime",
    "stub",
    "--importMemory",
    "--sharedMemory",
    "--initialMemory",
    "1",
    "--maximumMemory",
    "65536",
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
  return binary.toBase64();
}

const text =
  `// Made by \`deno task kernels\` from tensor/assembly; do not edit.

/** The kernels with relaxed SIMD, as base64. */
export const relaxedKernels: string =
  "${await compile(["relaxed-simd"])}";

/** The same kernels without relaxed SIMD, as base64. */
export const plainKernels: string =
  "${await compile([])}";
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
