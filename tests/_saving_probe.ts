/**
 * Saves a model under the path given first: once, and loads it again, or with
 * `--forever` again and again, with weights that count up.
 *
 * @module
 */
import { Dense, Sequential } from "@cutedl/layers";
import { loadModel, saveModel } from "@cutedl/layers/file";
import { assertEquals } from "@std/assert";
import { full } from "@cutedl/tensor";

const [path, forever] = Deno.args;
const model = new Sequential([new Dense(256, { inputs: 784 })], { seed: 1 });
for (let count = 1; forever !== undefined; count++) {
  for (const parameter of model.parameters) {
    parameter.assign(full(parameter.value.shape, count));
  }
  await saveModel(model, path!);
}
await saveModel(model, path!);
const loaded = await loadModel(path!);
assertEquals(loaded.parameters[0]!.value, model.parameters[0]!.value);
