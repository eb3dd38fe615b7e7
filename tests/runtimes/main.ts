/**
 * Runs the program where there are files, in Deno, Node and Bun: once with files,
 * in the current directory, and once in memory. Prints what came out as JSON.
 *
 * @module
 */
import { modelToBytes, type Sequential } from "@cutedl/layers";
import { loadModel, saveModel } from "@cutedl/layers/file";
import { Session } from "@cutedl/session/file";
import { loadEngine } from "@cutedl/tensor/engine";
import {
  digest,
  digits,
  newModel,
  outcomes,
  sessionOptions,
  training,
} from "./program.ts";
import { threadsJoin } from "./threads.ts";

const { data } = digits();
const session = new Session(newModel(loadEngine()), sessionOptions());
await session.fit(data, training);
await session.save("session.safetensors");
const loaded = await Session.load("session.safetensors", sessionOptions());
await loaded.fit(data, training);
await saveModel(loaded.model as Sequential, "model.safetensors");
const model = await loadModel("model.safetensors");

console.log(JSON.stringify({
  file: await digest(modelToBytes(model)),
  outcomes: await outcomes(),
  threads: await threadsJoin(),
}));
