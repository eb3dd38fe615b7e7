import { modelFromBytes } from "@cutedl/layers";
import { Classifier } from "./classifier.ts";

const MOST_MEGABYTES = 64; // a hundred times the network that is trained here

/** What a dropped file is, as far as it matters here. */
export interface ModelFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Reads a network from a safetensors file of cutedl.
 *
 * @param file The file; it is read only if its size is sensible.
 * @returns The network, and the bytes that it came from.
 * @throws {Error} If it is too large, cannot be read, is no model, or is one
 * for something other than digits.
 */
export async function readModelFile(
  file: ModelFile,
): Promise<{ classifier: Classifier; bytes: Uint8Array<ArrayBuffer> }> {
  const { name, size } = file;
  if (size > MOST_MEGABYTES * 1e6) {
    throw new Error(
      `Cannot open ${name}: expected at most ${MOST_MEGABYTES} MB, received ` +
        `${Math.ceil(size / 1e6).toLocaleString("en")} MB: choose a smaller ` +
        "network",
    );
  }
  const bytes = new Uint8Array(await read(file));
  return { classifier: classifierFromBytes(bytes, name), bytes };
}

/**
 * Makes the network that is in a file's bytes.
 *
 * @param bytes As `modelToBytes` gives them.
 * @param name What errors call the file.
 * @returns The network.
 * @throws {Error} If they are no model, or one for something else.
 */
export function classifierFromBytes(
  bytes: Uint8Array,
  name?: string,
): Classifier {
  return new Classifier(modelFromBytes(bytes, name ? { name } : {}), name);
}

async function read(file: ModelFile): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (cause) { // such as a directory, or a file that is gone
    throw new Error(
      `Cannot open ${file.name}: expected a file that can be read, received ` +
        "a folder or one that is gone: choose another file",
      { cause },
    );
  }
}
