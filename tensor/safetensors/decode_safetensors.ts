import { Tensor } from "../tensor.ts";
import { allocate } from "./_allocate.ts";
import { DTYPES } from "./_dtypes.ts";
import { type Fail, failing } from "./_fail.ts";
import { formatText } from "../format_text.ts";
import { type Entry, readHeader } from "./_read_header.ts";

/** Options for {@linkcode decodeSafetensors}. */
export interface DecodeSafetensorsOptions {
  /** What errors call the file, such as its path; default `safetensors file`. */
  name?: string;
}

/** What is in a safetensors file. */
export interface Safetensors {
  /** Tensors by name, in the order of the header. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** What the file says of itself. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads the bytes of a
 * {@link https://huggingface.co/docs/safetensors | safetensors} file, as
 * untrusted as any.
 *
 * Elements become float32: those of F32, F16 and BF16 exactly, those of F64
 * rounded to the nearest, whole numbers and BOOL if float32 holds them exactly.
 * Other dtypes are refused, and so is what is not the format to the letter:
 * duplicate names, tensors that overlap or leave gaps, missing or further bytes.
 * Names are whatever the file has, `__proto__` as well.
 *
 * @param bytes The whole file.
 * @param options What errors call it.
 * @returns Its tensors and metadata, which share no memory with `bytes`.
 * @throws {SafetensorsError} If it is damaged, of another format, or has
 * elements that float32 does not hold.
 *
 * @example Write and read
 * ```ts
 * import { decodeSafetensors, encodeSafetensors, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = encodeSafetensors(new Map([["weight", tensor([[1, 2]])]]));
 * const { tensors } = decodeSafetensors(bytes);
 * assertEquals(tensors.get("weight")!.toArray(), [[1, 2]]);
 * ```
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  options: DecodeSafetensorsOptions = {},
): Safetensors {
  const { name = "safetensors file" } = options;
  const fail = failing(name);
  const { entries, metadata, dataStart } = readHeader(
    bytes,
    bytes.length,
    fail,
  );
  const tensors = new Map<string, Tensor>();
  for (const entry of entries) {
    const { begin, end } = entry;
    const data = bytes.subarray(dataStart + begin, dataStart + end);
    tensors.set(entry.name, decodeTensor(data, entry, fail));
  }
  return { tensors, metadata };
}

function decodeTensor(data: Uint8Array, entry: Entry, fail: Fail): Tensor {
  const { name, dtype, shape, size } = entry;
  const outputs = allocate(Float32Array, size, { // up to 4 times its bytes
    what: `the ${size} elements of tensor ${formatText(name)}`,
    fail,
  });
  const bytes = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const misfit = DTYPES.get(dtype)!.decode(bytes, outputs);
  if (misfit !== undefined) {
    const { expected, received, at } = misfit;
    fail(
      `${expected} in tensor ${formatText(name)} of ${dtype}`,
      `${received} as element ${at} of ${size}`,
    );
  }
  return new Tensor(outputs, shape);
}
