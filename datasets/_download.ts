import { MissingPermissionError } from "@cutedl/tensor/file";
import { ByteReader } from "./_byte_reader.ts";
import { type Chunk, chunksOf, tapped } from "./_chunks.ts";
import { type DownloadAttempt, DownloadError } from "./download_error.ts";
import type { DownloadProgress } from "./load_mnist.ts";

const LEAST = 1024; // bytes per idleTimeout; less is as good as none
const LONGEST = 2 ** 31 - 1; // ms that setTimeout can wait

/** How to download a file. */
export interface DownloadOptions<Content> {
  /** Name of the file, the end of its address. */
  file: string;
  /** Where it could be put by hand. */
  directory: string;
  /** Addresses of directories to try, in order. */
  mirrors: readonly string[];
  /** Most bytes that the file can have. */
  limit: number;
  /** Milliseconds in which at least 1 KiB must arrive. */
  idleTimeout: number;
  signal: AbortSignal | undefined;
  onProgress: ((progress: DownloadProgress) => void) | undefined;
  /** Unpacks and checks the file; an error makes the next mirror serve. */
  open: (bytes: Chunk, url: string) => Promise<Content>;
}

/** A file as it came, and what is in it. */
export interface Download<Content> {
  bytes: Chunk;
  content: Content;
}

/** Downloads a file from the first mirror that gives the right one. */
export async function download<Content>(
  options: DownloadOptions<Content>,
): Promise<Download<Content>> {
  const { file, directory, mirrors, signal, onProgress, open } = options;
  const attempts: DownloadAttempt[] = [];
  let mistake: { error: unknown } | undefined; // of the caller's callback
  for (const mirror of mirrors) {
    const url = `${mirror.replace(/\/*$/, "/")}${file}`;
    const report = (received: number, total: number | undefined): void => {
      try {
        onProgress?.({ file, mirror, received, total });
      } catch (error) {
        mistake = { error };
        throw error;
      }
    };
    try {
      const bytes = await receive(url, report, options);
      return { bytes, content: await open(bytes, url) };
    } catch (error) {
      signal?.throwIfAborted();
      if (mistake !== undefined) throw mistake.error;
      attempts.push({
        url,
        error: error instanceof Error ? error : new Error(String(error)),
      });
    }
  }
  const refused = attempts.filter(({ url, error }) =>
    error.name === "NotCapable" &&
    error.message.includes(`"${placeOf(url)}"`) // not where it has led to
  );
  if (refused.length > 0 && refused.length === attempts.length) {
    const hosts = new Set(mirrors.map((mirror) => new URL(mirror).host));
    throw new MissingPermissionError(
      `download ${file}`,
      `--allow-net=${[...hosts].join(",")}`,
      { cause: refused[0]!.error },
    );
  }
  throw new DownloadError(file, directory, attempts);
}

/** Host and port of an address, as Deno names them. */
function placeOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  const usual = protocol === "https:" ? "443" : "80";
  return `${hostname}:${port === "" ? usual : port}`;
}

async function receive<Content>(
  url: string,
  report: (received: number, total: number | undefined) => void,
  options: DownloadOptions<Content>,
): Promise<Chunk> {
  const { limit, signal } = options;
  const idle = new IdleTimer(options.idleTimeout);
  let reader: ByteReader | undefined;
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any(signal ? [signal, idle.signal] : [idle.signal]),
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`${response.status} ${response.statusText}`.trim());
    }
    const total = lengthOf(response);
    let received = 0;
    const body = tapped(chunksOf(response.body), (chunk) => {
      received += chunk.length;
      idle.progress(received);
      report(received, total);
    });
    reader = new ByteReader(body);
    const bytes = await reader.read(limit + 1);
    if (bytes.length <= limit) return bytes;
    throw new Error(`expected at most ${limit} bytes, received more`);
  } finally {
    idle.stop();
    await reader?.cancel();
  }
}

/** Length of a body, if the server tells, and tells that of what arrives. */
function lengthOf({ headers }: Response): number | undefined {
  const length = Number(headers.get("content-length") ?? NaN);
  const tells = Number.isSafeInteger(length) &&
    !headers.has("content-encoding");
  return tells ? length : undefined;
}

/** Aborts when too few bytes arrive in a time. */
class IdleTimer {
  readonly #controller = new AbortController();
  readonly #timeout: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #received = 0; // when the timer started

  constructor(timeout: number) {
    this.#timeout = timeout;
    this.#start();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  progress(received: number): void {
    if (received - this.#received < LEAST) return;
    this.#received = received;
    this.stop();
    this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#timer = setTimeout(() => {
      this.#controller.abort(
        new Error(`received less than ${LEAST} bytes in ${this.#timeout} ms`),
      );
    }, Math.min(this.#timeout, LONGEST));
  }
}
