import type { IdxType } from "./read_idx.ts";

/**
 * The directory of the real MNIST files, if `CUTEDL_MNIST` names one and
 * `--allow-env` and `--allow-read` let us see it.
 */
export function mnistDirectory(): string | undefined {
  const variable = "CUTEDL_MNIST";
  const env = Deno.permissions.querySync({ name: "env", variable });
  if (env.state !== "granted") return undefined;
  const path = Deno.env.get(variable);
  if (path === undefined) return undefined;
  const read = Deno.permissions.querySync({ name: "read", path });
  return read.state === "granted" ? path : undefined;
}

/** Whether a test may read and write anywhere. */
export function mayUseFiles(): boolean {
  const names = ["read", "write"] as const;
  return names.every((name) =>
    Deno.permissions.querySync({ name }).state === "granted"
  );
}

/** Whether a test may serve and fetch on this machine. */
export function mayUseNetwork(): boolean {
  const host = "127.0.0.1";
  return Deno.permissions.querySync({ name: "net", host }).state === "granted";
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
  return new Uint8Array(await new Response(packed).arrayBuffer());
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
