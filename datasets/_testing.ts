import { toBytes } from "@std/streams/to-bytes";
import type { IdxType } from "./read_idx.ts";

function isGranted(descriptor: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(descriptor).state === "granted";
}

const mayUseFiles = isGranted({ name: "read" }) && isGranted({ name: "write" });
const mayServe = isGranted({ name: "net", host: "127.0.0.1" });

/** Ends the name of a test that cannot read and write files here. */
export const NEEDS_FILES = mayUseFiles
  ? ""
  : " (needs --allow-read --allow-write)";

/** Ends the name of a test that cannot serve, fetch and use files here. */
export const NEEDS_NETWORK = mayUseFiles && mayServe
  ? ""
  : " (needs --allow-net=127.0.0.1 --allow-read --allow-write)";

/**
 * Registers a test that gets a directory of its own, and is skipped where it
 * needs what is not there.
 */
export function directoryTest(
  name: string,
  needs: string,
  fn: (directory: string) => Promise<void>,
): void {
  Deno.test({
    name: name + needs,
    ignore: needs !== "",
    async fn() {
      const directory = await Deno.makeTempDir();
      try {
        await fn(directory);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}

/** What is in a directory. */
export function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).toSorted();
}

/**
 * Lets `work` run with a module of Node changed, or with none at all given
 * `undefined`.
 */
export async function withBuiltin<Module extends object>(
  name: string,
  change: (real: Module) => Partial<Module> | undefined,
  work: () => Promise<void>,
): Promise<void> {
  const { process } = globalThis as unknown as {
    process: { getBuiltinModule(name: string): object | undefined };
  };
  const { getBuiltinModule } = process;
  const real = getBuiltinModule(name) as Module;
  const changes = change(real);
  process.getBuiltinModule = (other) => {
    if (other !== name) return getBuiltinModule(other);
    return changes && { ...real, ...changes };
  };
  try {
    await work();
  } finally {
    process.getBuiltinModule = getBuiltinModule;
  }
}

const CODES: Record<IdxType, number> = {
  uint8: 0x08,
  int8: 0x09,
  int16: 0x0b,
  int32: 0x0c,
  float32: 0x0d,
  float64: 0x0e,
};

/** An IDX file, written by the format's description. */
export function idxFile(
  type: IdxType,
  shape: readonly number[],
  values: readonly number[],
): Uint8Array<ArrayBuffer> {
  const header = 4 + 4 * shape.length;
  const bytes = new Uint8Array(header + 8 * values.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0);
  view.setUint8(2, CODES[type]);
  view.setUint8(3, shape.length);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  let end = header;
  for (const value of values) {
    if (type === "uint8") view.setUint8(end, value);
    if (type === "int8") view.setInt8(end, value);
    if (type === "int16") view.setInt16(end, value);
    if (type === "int32") view.setInt32(end, value);
    if (type === "float32") view.setFloat32(end, value);
    if (type === "float64") view.setFloat64(end, value);
    end += { uint8: 1, int8: 1, int16: 2, int32: 4, float32: 4, float64: 8 }[
      type
    ];
  }
  return bytes.slice(0, end);
}

/** Packs bytes as one gzip member. */
export async function gzip(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return await toBytes(packed);
}

/** Joins arrays of bytes. */
export function concat(
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/**
 * A stream that gives bytes in chunks of a length, then ends, fails or hangs,
 * and tells whether it was stopped.
 */
export class TestStream {
  /** Whether the reader stopped it. */
  canceled = false;
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;

  constructor(
    bytes: Uint8Array<ArrayBuffer>,
    options: { chunk?: number; error?: unknown; endless?: boolean } = {},
  ) {
    const { chunk = bytes.length, endless = false } = options;
    let start = 0;
    this.stream = new ReadableStream({
      pull: async (controller) => {
        if (start < bytes.length) {
          controller.enqueue(bytes.slice(start, start + chunk));
          start += chunk;
        } else if ("error" in options) {
          controller.error(options.error);
        } else if (endless) {
          await new Promise(() => {}); // nothing comes any more
        } else {
          controller.close();
        }
      },
      cancel: () => {
        this.canceled = true;
      },
    }, { highWaterMark: 0 });
  }
}
