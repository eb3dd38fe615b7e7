import { Random } from "@cutedl/tensor";
import type { MnistSource } from "./_load_mnist_file.ts";
import type { MnistFile } from "./_mnist_files.ts";
import { concat, gzip, idxFile } from "./_testing.ts";

/** A small file to download, which packs to some 10 KiB. */
const random = new Random(1);
const SHAPE = [12_000];
const ITEMS = Array.from({ length: 12_000 }, () => random.integer(128));
export const CONTENT = idxFile("uint8", SHAPE, ITEMS);
export const PACKED = await gzip(CONTENT);
const SHA256 = new Uint8Array(await crypto.subtle.digest("SHA-256", CONTENT));
export const FILE: MnistFile = {
  name: "digits-idx1-ubyte",
  alias: "digits.idx1-ubyte",
  shape: SHAPE,
  sha256: SHA256.toHex(),
};

export function source(
  directory: string,
  mirrors: readonly string[],
  changes: Partial<MnistSource> = {},
): MnistSource {
  return {
    directory,
    mirrors,
    download: true,
    idleTimeout: 5000,
    signal: undefined,
    onProgress: undefined,
    verify: false,
    ...changes,
  };
}

/** Serves on this machine while `work` runs. */
export async function serving(
  handler: (request: Request) => Response | Promise<Response>,
  work: (mirror: string) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: controller.signal,
    onListen() {},
    onError: () => new Response(null, { status: 500 }),
  }, handler);
  try {
    await work(`http://127.0.0.1:${server.addr.port}/`);
  } finally {
    controller.abort();
    await server.finished;
  }
}

/** Serves as they are the bytes of an answer, and hangs up, while `work` runs. */
export async function servingBytes(
  answer: Uint8Array,
  work: (mirror: string) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const answering = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4096)); // the request
      const writer = connection.writable.getWriter();
      await writer.write(answer).catch(() => {}); // it may have hung up
      await writer.close().catch(() => {});
    }
  })();
  try {
    await work(`http://127.0.0.1:${port}/`);
  } finally {
    listener.close();
    await answering;
  }
}

/** Bytes of an answer, with a line of its head. */
export function answerOf(
  line: string,
  body: Uint8Array = PACKED,
): Uint8Array<ArrayBuffer> {
  const head = `HTTP/1.1 200 OK\r\nconnection: close\r\n${line}\r\n\r\n`;
  return concat(new TextEncoder().encode(head), body);
}

/** A body that gives bytes, then goes on by `next` for ever. */
export function body(
  bytes: Uint8Array,
  next: (controller: ReadableStreamDefaultController<Uint8Array>) => unknown,
): ReadableStream<Uint8Array> {
  let [started, canceled] = [false, false];
  return new ReadableStream({
    async pull(controller) {
      if (!started) controller.enqueue(bytes);
      else await next(controller);
      started = true;
      if (canceled) controller.close();
    },
    cancel() {
      canceled = true;
    },
  });
}

export const good = () => new Response(PACKED);
export const never = () => new Promise<never>(() => {});
