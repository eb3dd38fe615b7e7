/**
 * How much a process grows that trains from large files.
 *
 * @module
 */
import { fromFileUrl } from "@std/path";

const SIDE = 28;

/** How to train from which files. */
export interface StreamedMemoryOptions {
  /** Where the files are made, and removed again. */
  directory: string;
  /** Size of the file of images. */
  bytes: number;
  /** Examples that wait in memory to be shuffled; 0 for no shuffling. */
  shuffleBuffer: number;
  /** Whether the files are packed; default `false`. */
  gzip?: boolean;
}

/**
 * Trains for an epoch on a file of images that are black, which takes no space
 * where the file system leaves it out, and one of labels.
 *
 * @returns Bytes by which the process was larger, at most, than before it opened
 * the files.
 */
export async function streamedMemory(
  options: StreamedMemoryOptions,
): Promise<number> {
  const { directory, bytes, shuffleBuffer, gzip = false } = options;
  const count = Math.floor(bytes / SIDE ** 2);
  const files = [
    { path: `${directory}/images`, shape: [count, SIDE, SIDE] },
    { path: `${directory}/labels`, shape: [count] },
  ];
  try {
    for (const { path, shape } of files) {
      await makeIdx(path, shape);
      if (gzip) await pack(path);
    }
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: [
        "run",
        `--allow-read=${directory}`,
        fromFileUrl(new URL("_stream_memory_probe.ts", import.meta.url)),
        ...files.map(({ path }) => path),
        String(shuffleBuffer),
      ],
      clearEnv: true, // coverage, if it is on, takes memory
    }).output();
    if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
    return Number(new TextDecoder().decode(stdout));
  } finally {
    for (const { path } of files) await Deno.remove(path);
  }
}

/** An IDX file of bytes that are zero. */
async function makeIdx(path: string, shape: readonly number[]): Promise<void> {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x0800 + shape.length); // bytes, and the rank
  shape.forEach((size, axis) => header.setUint32(4 + 4 * axis, size));
  await Deno.writeFile(path, new Uint8Array(header.buffer));
  const elements = shape.reduce((product, size) => product * size, 1);
  await Deno.truncate(path, header.byteLength + elements);
}

async function pack(path: string): Promise<void> {
  const packed = `${path}.gz`;
  const { readable } = await Deno.open(path);
  await Deno.writeFile(
    packed,
    readable.pipeThrough(new CompressionStream("gzip")),
  );
  await Deno.rename(packed, path);
}
