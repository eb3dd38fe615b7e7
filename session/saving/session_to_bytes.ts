/**
 * A session as the bytes of a safetensors file.
 *
 * @module
 */
import { modelToSafetensors, Sequential } from "@cutedl/layers";
import { encodeSafetensors } from "@cutedl/tensor";
import type { Session } from "../session.ts";
import { addState } from "./_session_file.ts";

/**
 * Writes a session into the bytes of a safetensors file, which
 * {@linkcode sessionFromBytes} reads again.
 *
 * It is the file of its model, which `modelFromBytes` reads, too, with the
 * metadata `cutedl.session` that holds as JSON what {@linkcode Session.state}
 * gives. The tensors of that are in the file under names such as
 * `session.optimizer.slots.0.dense.kernel/velocity`.
 *
 * @param session A session with a `Sequential`, which is built.
 * @returns The bytes of the file.
 * @throws {TypeError} If the model is no `Sequential`, an object in it has no
 * config, or a state is no plain data.
 * @throws {Error} If the model is not built.
 *
 * @example
 * ```ts
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { MeanSquaredError } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { Session, sessionFromBytes, sessionToBytes } from "@cutedl/session";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const session = new Session(new Sequential([new Dense(1)]), {
 *   loss: new MeanSquaredError(),
 *   optimizer: new Fixed(0.1),
 * });
 * session.trainBatch(tensor([[1]]), tensor([[2]]));
 * const loaded = sessionFromBytes(sessionToBytes(session), {
 *   loss: new MeanSquaredError(),
 *   optimizer: new Fixed(0.1),
 * });
 * assertEquals(loaded.step, 1);
 * assertEquals(loaded.predict(tensor([[1]])), session.predict(tensor([[1]])));
 * ```
 */
export function sessionToBytes(session: Session): Uint8Array<ArrayBuffer> {
  const { model } = session;
  if (!(model instanceof Sequential)) {
    throw new TypeError(
      "Cannot save session: expected a model that is a Sequential, received " +
        `${model.name}: make it a layer of one, new Sequential([layer])`,
    );
  }
  const file = addState(modelToSafetensors(model), session.state());
  return encodeSafetensors(file.tensors, file);
}
