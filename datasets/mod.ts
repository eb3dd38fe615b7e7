/**
 * Datasets: examples in memory or streamed from files, the IDX format, MNIST,
 * and synthetic digits.
 *
 * @example Digits in batches, with no file and no network
 * ```ts
 * import { syntheticDigits } from "@cutedl/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const digits = syntheticDigits({ count: 100, seed: 1 });
 * const epoch = digits.batches({ batchSize: 64, shuffle: true, seed: 1 });
 * const sizes: number[] = [];
 * for await (const { inputs, targets, size } of epoch) {
 *   assertEquals(inputs.shape, [size, 784]);
 *   assertEquals(targets.shape, [size, 10]);
 *   sizes.push(size);
 * }
 * assertEquals(sizes, [64, 36]);
 * ```
 *
 * @module
 */
export * from "./array_dataset.ts";
export type * from "./dataset.ts";
export * from "./download_error.ts";
export * from "./idx_dataset.ts";
export * from "./idx_error.ts";
export * from "./load_mnist.ts";
export * from "./read_idx.ts";
export type * from "./split_options.ts";
export * from "./stream_dataset.ts";
export * from "./synthetic_digits.ts";
export {
  FileError,
  type FileErrorDetails,
  MissingPermissionError,
  permissionFlag,
  UnavailableError,
} from "@cutedl/tensor/file";
