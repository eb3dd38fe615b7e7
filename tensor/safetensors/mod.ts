/**
 * The safetensors format, which PyTorch, Hugging Face and others write and read:
 * named tensors, and texts about them, in one file.
 *
 * It works on bytes in memory, in any runtime.
 *
 * @example Rename and transpose a layer of PyTorch
 * ```ts
 * import {
 *   decodeSafetensors,
 *   encodeSafetensors,
 * } from "@cutedl/tensor/safetensors";
 * import { tensor, transpose } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = encodeSafetensors(
 *   new Map([["fc.weight", tensor([[1, 2, 3], [4, 5, 6]])]]), // [units, inputs]
 *   { metadata: new Map([["format", "pt"]]) },
 * );
 * const { tensors, metadata } = decodeSafetensors(bytes);
 * const kernel = transpose(tensors.get("fc.weight")!);
 * assertEquals(kernel.toArray(), [[1, 4], [2, 5], [3, 6]]);
 * assertEquals(metadata.get("format"), "pt");
 * ```
 *
 * @module
 */
export * from "./decode_safetensors.ts";
export * from "./encode_safetensors.ts";
export * from "./safetensors_error.ts";
