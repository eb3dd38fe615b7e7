import { formatShape } from "@cutedl/tensor";
import {
  FileError,
  makeDirectory,
  openFile,
  writeFile,
} from "@cutedl/tensor/file";
import { join } from "@std/path/join";
import { AllocationError } from "./_allocate.ts";
import { builtin } from "./_builtin.ts";
import { type Chunks, chunksOf, oneChunk } from "./_chunks.ts";
import { download } from "./_download.ts";
import { byteLengthOf, type MnistFile } from "./_mnist_files.ts";
import { openIdx } from "./_open_idx.ts";
import { DownloadError } from "./download_error.ts";
import { IdxError } from "./idx_error.ts";
import type { DownloadProgress } from "./load_mnist.ts";

/** Where the files come from. */
export interface MnistSource {
  directory: string;
  download: boolean;
  mirrors: readonly string[];
  idleTimeout: number;
  signal: AbortSignal | undefined;
  onProgress: ((progress: DownloadProgress) => void) | undefined;
  verify: boolean;
}

/** What is in a file. */
export interface MnistContent {
  /** Path of the file. */
  name: string;
  /** Pixels or labels. */
  data: Uint8Array;
}

/** Loads a file from the directory, or downloads it into that. */
export async function loadMnistFile(
  file: MnistFile,
  source: MnistSource,
): Promise<MnistContent> {
  return await loadLocal(file, source) ?? await loadRemote(file, source);
}

/** What helps against a wrong file in the directory. */
export function localRemedy(source: MnistSource): string {
  return source.download
    ? "delete it to have it downloaded again"
    : "put the right file there, or delete it and allow the download";
}

async function loadLocal(
  file: MnistFile,
  source: MnistSource,
): Promise<MnistContent | undefined> {
  const { directory, verify, signal } = source;
  const remedy = localRemedy(source);
  let inTheWay: FileError | undefined; // a directory of that name
  for (const base of [file.name, file.alias]) {
    for (const name of [base, `${base}.gz`]) {
      signal?.throwIfAborted();
      const path = join(directory, name);
      try {
        // All at once: the array of a plain file is then a view of the chunk.
        const chunkSize = byteLengthOf(file);
        const chunks = chunksOf(await openFile(path, { chunkSize }));
        const data = await read(chunks, file, { name: path, verify, remedy });
        return { name: path, data };
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        if (error.code === "EISDIR") inTheWay ??= error;
        else if (error.code !== "ENOENT") throw error;
      }
    }
  }
  if (inTheWay !== undefined) throw inTheWay;
  return undefined;
}

async function loadRemote(
  file: MnistFile,
  source: MnistSource,
): Promise<MnistContent> {
  const { directory } = source;
  const packedName = `${file.name}.gz`;
  if (!source.download) throw new DownloadError(packedName, directory, []);

  await makeDirectory(directory); // to fail now rather than after a download
  const { bytes, content: data } = await download({
    ...source,
    file: packedName,
    limit: byteLengthOf(file),
    open: (bytes, url) =>
      read(oneChunk(bytes), file, {
        name: url,
        verify: true,
        remedy: "this mirror has another or a damaged file",
      }),
  });
  const packed = bytes[0] !== 0; // else the way here has unpacked it
  const path = join(directory, packed ? packedName : file.name);
  await writeFile(path, bytes);
  return { name: path, data };
}

/** How to read a file. */
interface ReadOptions {
  /** Path or address, for errors. */
  name: string;
  /** Whether to check the SHA-256 of what is unpacked. */
  verify: boolean;
  /** What helps if it is not the right file. */
  remedy: string;
}

/** Reads a file, and refuses what is not the file of MNIST that it should be. */
async function read(
  chunks: Chunks,
  file: MnistFile,
  options: ReadOptions,
): Promise<Uint8Array> {
  const { name, verify, remedy } = options;
  const hash = verify
    ? builtin("node:crypto")!.createHash("sha256") // is there as files are
    : undefined;
  try {
    const idx = await openIdx(chunks, {
      type: "uint8",
      name,
      onUnpacked: hash && ((chunk) => hash.update(chunk)),
    });
    if (formatShape(idx.shape) !== formatShape(file.shape)) {
      await idx.cancel(); // before memory is asked for
      throw new IdxError({
        name,
        expected: `shape ${formatShape(file.shape)}`,
        received: formatShape(idx.shape),
        remedy,
      });
    }
    const data = await idx.readAll();
    const sha256 = hash?.digest("hex") ?? file.sha256;
    if (sha256 === file.sha256) return data;
    throw new IdxError({
      name,
      expected: `content of SHA-256 ${file.sha256}`,
      received: sha256,
      remedy,
    });
  } catch (error) {
    if (!(error instanceof IdxError)) throw error;
    const { details } = error;
    if (details.cause instanceof AllocationError) throw error;
    throw new IdxError({ ...details, remedy });
  }
}
