/**
 * The program that every runtime runs: it trains, saves, goes on and predicts.
 *
 * @module
 */
import { type ArrayDataset, syntheticDigits } from "@cutedl/datasets";
import { Dense, Dropout, modelToBytes, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import {
  Session,
  sessionFromBytes,
  type SessionOptions,
  sessionToBytes,
} from "@cutedl/session";
import { type Engine, loadEngine, WasmEngine } from "@cutedl/tensor/engine";

/** What training with an engine came to. */
export interface Outcome {
  /** What computed, such as `wasm, SIMD`. */
  engine: string;
  /** Accuracy on digits that it has not trained on. */
  accuracy: number;
  /** SHA-256 of the bytes of these digits. */
  inputs: string;
  /** SHA-256 of the model's bytes in the end. */
  model: string;
  /** SHA-256 of what it predicts of the digits. */
  predictions: string;
}

/** How long to train, each time. */
export const training = { epochs: 2, batchSize: 128 };

/** Digits to train on, and others. */
export function digits(): { data: ArrayDataset; test: ArrayDataset } {
  const all = syntheticDigits({ count: 2000, seed: 1 });
  return { data: all.slice(0, 1500), test: all.slice(1500) };
}

/** A model that has not trained. */
export function newModel(engine: Engine): Sequential {
  return new Sequential([
    new Dense(256, { inputs: 784, activation: "relu" }),
    new Dropout(0.2),
    new Dense(10),
  ], { seed: 1, engine });
}

/** What the file of a session does not hold. */
export function sessionOptions(): SessionOptions {
  return { loss: new CategoricalCrossentropy(), optimizer: new Adam(0.002) };
}

/** SHA-256 of the bytes of an array, in hexadecimal digits. */
export async function digest(array: ArrayBufferView): Promise<string> {
  const { buffer, byteOffset, byteLength } = array;
  const copy = Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", copy));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}

/**
 * Trains, saves the session as bytes, loads them, and trains both on.
 *
 * @throws {Error} If the two differ then.
 */
async function trainAndGoOn(engine: Engine): Promise<Outcome> {
  const { data, test } = digits();
  const session = new Session(newModel(engine), sessionOptions());
  await session.fit(data, training);
  const bytes = sessionToBytes(session);
  const loaded = sessionFromBytes(bytes, { ...sessionOptions(), engine });
  const [first, second] = await Promise.all(
    [session, loaded].map(async (either) => {
      await either.fit(data, training);
      return {
        model: await digest(modelToBytes(either.model as Sequential)),
        predictions: await digest((await either.predict(test)).data),
      };
    }),
  );
  if (JSON.stringify(first) !== JSON.stringify(second)) {
    throw new Error("A session that was loaded goes on another way");
  }
  const { accuracy = 0 } = await session.evaluate(test);
  let inputs = "";
  for await (const batch of test.batches({ batchSize: 500 })) {
    inputs = await digest(batch.inputs.data);
  }
  return { engine: engine.description, accuracy, inputs, ...first! };
}

/**
 * What training comes to here with the engine that the runtime takes by itself,
 * and with plain SIMD.
 */
export async function outcomes(): Promise<[Outcome, Outcome]> {
  const plain = new WasmEngine({ relaxedSimd: false });
  return [await trainAndGoOn(loadEngine()), await trainAndGoOn(plain)];
}
