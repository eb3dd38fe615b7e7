import { assertThrows } from "@std/assert";
import { SafetensorsError } from "@cutedl/tensor";
import {
  type ConfigClass,
  Dense,
  modelFromBytes,
  modelToBytes,
  Sequential,
} from "../mod.ts";
import { descriptionOf, withDescription } from "./_fixtures_test.ts";

/** A model with one layer. */
export const model = new Sequential([
  new Dense(2, { inputs: 3, activation: "leakyRelu" }),
]);
/** Its file. */
export const bytes = modelToBytes(model);
/** What the file says of it. */
export const description = descriptionOf(bytes);
/** What the file says of its layer. */
export const dense = description.model.layers[0];

/** The message when the file has another description. */
export function refusal(
  changed: unknown,
  layers: Record<string, ConfigClass> = {},
): string {
  const error = assertThrows(
    () =>
      modelFromBytes(withDescription(bytes, changed), { layers, name: "a.st" }),
    SafetensorsError,
  );
  return error.message.replace("Cannot read a.st: expected ", "");
}

/** The message when the layer is described so. */
export function ofLayer(
  layer: unknown,
  layers?: Record<string, ConfigClass>,
): string {
  const text = typeof layer === "string" ? layer : JSON.stringify(layer);
  const described = JSON.stringify(description)
    .replace(JSON.stringify(dense), () => text);
  return refusal(described, layers);
}
