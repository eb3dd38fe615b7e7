/**
 * A session from the bytes of a safetensors file.
 *
 * @module
 */
import type { ModelFromBytesOptions } from "@cutedl/layers";
import { decodeSafetensors } from "@cutedl/tensor";
import { Session } from "../session.ts";
import type { SessionOptions } from "../session_options.ts";
import { readSession } from "./_read_session.ts";

/** Options for {@linkcode sessionFromBytes}. */
export interface SessionFromBytesOptions
  extends Omit<SessionOptions, "seed" | "state">, ModelFromBytesOptions {
  /** What errors call the file, such as its path; default `session`. */
  name?: string;
}

/**
 * Reads a session that {@linkcode sessionToBytes} has written.
 *
 * The optimizer goes on from the state in the file, and takes over its settings,
 * unless they are functions. If a fit was under way, the next `fit` goes on with
 * it, given the same data and options, and ends with the same bytes in every
 * weight and the same history as if it had never stopped; `resume: false` begins
 * a new one.
 *
 * The file is read as untrusted, as by `modelFromBytes`.
 *
 * @param bytes The whole file.
 * @param options Loss, optimizer and metrics, which a file does not hold;
 * classes of your own, and the engine.
 * @returns The session.
 * @throws {SafetensorsError} If the file is damaged, has no session of this
 * package or one of a later format, or names a class that is not known.
 * @throws {WeightsError} If its tensors are not those of its model.
 * @throws {RangeError} If its state is damaged, or that of a session with
 * another loss or optimizer.
 *
 * @example A fit that goes on in another session
 * ```ts
 * import { ArrayDataset } from "@cutedl/datasets";
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { MeanSquaredError } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { Session, sessionFromBytes, sessionToBytes } from "@cutedl/session";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const double = new ArrayDataset(tensor([[1], [2]]), tensor([[2], [4]]));
 * const parts = { loss: new MeanSquaredError(), optimizer: new Fixed(0.1) };
 * const session = new Session(new Sequential([new Dense(1)]), parts);
 * let bytes = new Uint8Array();
 * await session.fit(double, {
 *   epochs: 10,
 *   batchSize: 1,
 *   callbacks: [{
 *     onSavePoint({ step }) {
 *       if (step === 7) bytes = sessionToBytes(session);
 *     },
 *   }],
 * });
 *
 * const loaded = sessionFromBytes(bytes, parts);
 * assertEquals([loaded.epoch, loaded.step], [3, 7]);
 * await loaded.fit(double, { epochs: 10, batchSize: 1 });
 * assertEquals([loaded.epoch, loaded.step], [10, 20]);
 * assertEquals(loaded.predict(tensor([[3]])), session.predict(tensor([[3]])));
 * ```
 */
export function sessionFromBytes(
  bytes: Uint8Array,
  options: SessionFromBytesOptions,
): Session {
  const { name = "session" } = options ?? {}; // types may not be checked
  const file = decodeSafetensors(bytes, { name });
  return new Session(...readSession(file, { ...options, name }));
}
