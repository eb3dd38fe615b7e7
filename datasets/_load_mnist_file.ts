import { join } from "@std/path/join";
import { builtin } from "./_builtin.ts";
import { type Chunk, oneChunk } from "./_chunks.ts";
import { download } from "./_download.ts";
import { writeIdxHeader } from "./_idx_header.ts";
import type { MnistFile } from "./_mnist_files.ts";
import { openIdx } from "./_open_idx.ts";
import { DownloadError } from "./download_error.ts";
import { makeDirectory, readFile, writeFile } from "./file.ts";
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
  /** Path or address of the file. */
  name: string;
  data: Uint8Array;
  shape: readonly number[];
}

/** Loads a file from the directory, or downloads it into that. */
export async function loadMnistFile(
  file: MnistFile,
  source: MnistSource,
): Promise<MnistContent> {
  const { directory, verify } = source;
  const packedName = `${file.name}.gz`;
  const names = [file.name, packedName, file.alias, `${file.alias}.gz`];
  for (const name of names) {
    source.signal?.throwIfAborted();
    const path = join(directory, name);
    const bytes = await readFile(path);
    if (bytes === undefined) continue;
    const content = await open(bytes, path);
    if (verify) checkSha256(content, file, "delete it to have it downloaded");
    return content;
  }
  if (!source.download) throw new DownloadError(packedName, directory, []);

  await makeDirectory(directory); // to fail now rather than after a download
  const { bytes, content } = await download({
    ...source,
    file: packedName,
    limit: file.byteLength,
    open: async (bytes, url) => {
      const content = await open(bytes, url);
      checkSha256(content, file, "this mirror has another file");
      return content;
    },
  });
  const packed = bytes[0] !== 0; // else the way here has unpacked it
  const path = join(directory, packed ? packedName : file.name);
  await writeFile(path, bytes);
  return { ...content, name: path };
}

async function open(bytes: Chunk, name: string): Promise<MnistContent> {
  const idx = await openIdx(oneChunk(bytes), {
    type: "uint8",
    name,
    byteLength: bytes.length,
  });
  return { name, data: await idx.readAll(), shape: idx.shape };
}

/** Refuses other content than the file of MNIST has. */
function checkSha256(
  content: MnistContent,
  file: MnistFile,
  remedy: string,
): void {
  const { createHash } = builtin("node:crypto")!; // as there are files
  const sha256 = createHash("sha256")
    .update(writeIdxHeader("uint8", content.shape))
    .update(content.data)
    .digest("hex");
  if (sha256 === file.sha256) return;
  throw new IdxError({
    name: content.name,
    expected: `content of SHA-256 ${file.sha256}`,
    received: sha256,
    remedy,
  });
}
