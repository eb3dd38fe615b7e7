/**
 * Files, where there is a file system: in Deno, Node and Bun.
 *
 * @example Keep tensors
 * ```ts ignore
 * import { encodeSafetensors, tensor } from "@cutedl/tensor";
 * import { readSafetensors, writeFile } from "@cutedl/tensor/file";
 *
 * const tensors = new Map([["mean", tensor([0.13])]]);
 * await writeFile("mean.safetensors", encodeSafetensors(tensors));
 * const kept = await readSafetensors("mean.safetensors");
 * ```
 *
 * @module
 */
export * from "./files/append_file.ts";
export * from "./files/assert_writable.ts";
export * from "./files/copy_file.ts";
export * from "./files/file_error.ts";
export * from "./files/make_directory.ts";
export * from "./files/missing_permission_error.ts";
export * from "./files/open_file.ts";
export * from "./files/permission_flag.ts";
export * from "./files/read_safetensors.ts";
export * from "./files/remove_file.ts";
export * from "./files/unavailable_error.ts";
export * from "./files/write_file.ts";
