import type { Tensor } from "../tensor.ts";
import { bytesOf } from "./_bytes_of.ts";
import { AXES_LIMIT, HEADER_LIMIT, LENGTH_BYTES } from "./_limits.ts";
import { formatText } from "../format_text.ts";

/** Options for {@linkcode encodeSafetensors}. */
export interface EncodeSafetensorsOptions {
  /** What the file is to say of itself; default nothing. */
  metadata?: ReadonlyMap<string, string>;
}

/**
 * Writes tensors in the
 * {@link https://huggingface.co/docs/safetensors | safetensors} format, as F32,
 * bit for bit.
 *
 * Tensors and metadata are sorted by name, so that the same content gives the
 * same bytes.
 *
 * @param tensors Tensors by name.
 * @param options Metadata.
 * @returns The bytes of the file.
 * @throws {RangeError} If a tensor is called `__metadata__` or has more than 64
 * axes, a text is not well-formed, or the header is larger than 100 MB.
 *
 * @example
 * ```ts
 * import { encodeSafetensors, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const tensors = new Map([["weight", tensor([1, 2, 3])]]);
 * const metadata = new Map([["author", "Ada"]]);
 * const bytes = encodeSafetensors(tensors, { metadata });
 * assertEquals(bytes.length % 4, 0);
 * ```
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  options: EncodeSafetensorsOptions = {},
): Uint8Array<ArrayBuffer> {
  const { metadata = new Map<string, string>() } = options;
  const sorted = [...tensors].sort(byName);
  const header = encodeHeader(sorted, [...metadata].sort(byName));
  const dataLength = sorted.reduce((sum, [, { size }]) => sum + 4 * size, 0);
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let offset = LENGTH_BYTES + header.length;
  for (const [, { data }] of sorted) {
    bytes.set(bytesOf(data), offset);
    offset += data.byteLength;
  }
  return bytes;
}

function encodeHeader(
  tensors: readonly (readonly [string, Tensor])[],
  metadata: readonly (readonly [string, string])[],
): Uint8Array {
  const members: string[] = [];
  if (metadata.length > 0) {
    const texts = metadata.map(([key, text]) => `${json(key)}:${json(text)}`);
    members.push(`"__metadata__":{${texts}}`);
  }
  let end = 0;
  for (const [name, { shape, size }] of tensors) {
    if (name === "__metadata__") {
      refuse(
        "another name of a tensor",
        `${formatText(name)}, which the format keeps`,
      );
    }
    if (shape.length > AXES_LIMIT) {
      const expected = `at most ${AXES_LIMIT} axes of tensor ${
        formatText(name)
      }`;
      refuse(expected, `${shape.length}`);
    }
    const begin = end;
    end += 4 * size;
    members.push(
      `${json(name)}:{"dtype":"F32","shape":[${shape}],` +
        `"data_offsets":[${begin},${end}]}`,
    );
  }
  const text = new TextEncoder().encode(`{${members}}`);
  const header = new Uint8Array(8 * Math.ceil(text.length / 8)).fill(0x20);
  if (header.length > HEADER_LIMIT) {
    refuse(`a header of at most ${HEADER_LIMIT} bytes`, `${header.length}`);
  }
  header.set(text);
  return header;
}

function json(text: string): string {
  if (!text.isWellFormed()) {
    refuse("text with surrogates in pairs", formatText(text));
  }
  return JSON.stringify(text);
}

function refuse(expected: string, received: string): never {
  throw new RangeError(
    `Cannot write safetensors: expected ${expected}, received ${received}`,
  );
}

function byName(
  [a]: readonly [string, unknown],
  [b]: readonly [string, unknown],
): number {
  return a < b ? -1 : 1;
}
