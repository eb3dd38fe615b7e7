/**
 * Models in files, where there is a file system: in Deno, Node and Bun.
 *
 * @example Save a model, and load it again
 * ```ts ignore
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { loadModel, saveModel } from "@cutedl/layers/file";
 *
 * const model = new Sequential([new Dense(10, { inputs: 784 })]);
 * await saveModel(model, "model.safetensors");
 * const loaded = await loadModel("model.safetensors");
 * ```
 *
 * @module
 */
import { readSafetensors, writeFile } from "@cutedl/tensor/file";
import {
  type ModelFromBytesOptions,
  modelFromSafetensors,
} from "./saving/model_from_bytes.ts";
import { modelToBytes } from "./saving/model_to_bytes.ts";
import type { Sequential } from "./sequential.ts";

/** Options for {@linkcode loadModel}. */
export type LoadModelOptions = Omit<ModelFromBytesOptions, "name">;

/**
 * Saves a built model as a safetensors file, as by `modelToBytes`.
 *
 * A file that is there is replaced whole or not at all, even if the process is
 * killed or the disk is full.
 *
 * @param model A built model.
 * @param path Path of the file; its directory must be there.
 * @throws {FileError} If writing fails; what was there is then still there.
 * @throws {MissingPermissionError} If Deno was not permitted to read and write
 * the directory.
 * @throws {UnavailableError} If there is no file system.
 * @throws {TypeError} If an object in the model has no config, or one that JSON
 * cannot say.
 * @throws {Error} If the model is not built.
 *
 * @example
 * ```ts ignore
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { saveModel } from "@cutedl/layers/file";
 *
 * const model = new Sequential([new Dense(10, { inputs: 784 })]);
 * await saveModel(model, "model.safetensors");
 * ```
 */
export async function saveModel(
  model: Sequential,
  path: string,
): Promise<void> {
  await writeFile(path, modelToBytes(model));
}

/**
 * Loads a model that {@linkcode saveModel} has saved, as by `modelFromBytes`.
 *
 * @param path Path of the file.
 * @param options Classes of your own, and the engine.
 * @returns A built model.
 * @throws {FileError} If there is no such file, or reading fails.
 * @throws {MissingPermissionError} If Deno was not permitted to read it.
 * @throws {UnavailableError} If there is no file system.
 * @throws {SafetensorsError} If the file is damaged, has no model of this
 * package or one of a later format, or names a class that is not known.
 * @throws {WeightsError} If its tensors are not those of its model.
 *
 * @example
 * ```ts ignore
 * import { loadModel } from "@cutedl/layers/file";
 * import { zeros } from "@cutedl/tensor";
 *
 * const model = await loadModel("model.safetensors");
 * const logits = model.predict(zeros([1, 784]));
 * ```
 */
export async function loadModel(
  path: string,
  options: LoadModelOptions = {},
): Promise<Sequential> {
  const file = await readSafetensors(path);
  return modelFromSafetensors(file, { ...options, name: path });
}
