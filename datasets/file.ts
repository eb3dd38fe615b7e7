/**
 * Files, where there is a file system: in Deno, Node and Bun.
 *
 * @example Train from files larger than memory
 * ```ts ignore
 * import { idxDataset } from "@cutedl/datasets";
 * import { openFile } from "@cutedl/datasets/file";
 *
 * const train = await idxDataset(
 *   () => openFile("data/mnist/train-images-idx3-ubyte.gz"),
 *   () => openFile("data/mnist/train-labels-idx1-ubyte.gz"),
 *   { classes: 10 },
 * );
 * ```
 *
 * @module
 */
export { openFile, type OpenFileOptions } from "@cutedl/tensor/file";
