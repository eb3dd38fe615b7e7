/**
 * Sessions in files, where there is a file system: in Deno, Node and Bun.
 *
 * @example Train with checkpoints, and go on from the last one
 * ```ts ignore
 * import { loadMnist } from "@cutedl/datasets";
 * import { CategoricalCrossentropy } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { Checkpoint, Session } from "@cutedl/session/file";
 *
 * const { train } = await loadMnist({ directory: "data/mnist" });
 * const path = "run.safetensors";
 * const session = await Session.load(path, {
 *   loss: new CategoricalCrossentropy(),
 *   optimizer: new Fixed(0.1),
 * });
 * await session.fit(train, {
 *   epochs: 20,
 *   callbacks: [new Checkpoint({ path, every: { steps: 1000 } })],
 * });
 * ```
 *
 * @module
 */
import { readSafetensors, writeFile } from "@cutedl/tensor/file";
import { readSession } from "./saving/_read_session.ts";
import type { SessionFromBytesOptions } from "./saving/session_from_bytes.ts";
import { sessionToBytes } from "./saving/session_to_bytes.ts";
import { Session as SessionInMemory } from "./session.ts";

export * from "./callbacks/checkpoint.ts";

/** Options for {@linkcode Session.load}. */
export type LoadSessionOptions = Omit<SessionFromBytesOptions, "name">;

/**
 * The session of `@cutedl/session`, which can be saved to a file and loaded from
 * one as well.
 *
 * @example
 * ```ts ignore
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { MeanSquaredError } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { Session } from "@cutedl/session/file";
 * import { tensor } from "@cutedl/tensor";
 *
 * const parts = { loss: new MeanSquaredError(), optimizer: new Fixed(0.1) };
 * const session = new Session(new Sequential([new Dense(1)]), parts);
 * session.trainBatch(tensor([[1]]), tensor([[2]]));
 * await session.save("run.safetensors");
 * const loaded = await Session.load("run.safetensors", parts);
 * ```
 */
export class Session extends SessionInMemory {
  /**
   * Saves the session as a safetensors file, as by `sessionToBytes`.
   *
   * A file that is there is replaced whole or not at all, even if the process is
   * killed or the disk is full.
   *
   * @param path Path of the file; its directory must be there.
   * @throws {FileError} If writing fails; what was there is then still there.
   * @throws {MissingPermissionError} If Deno was not permitted to read and write
   * the directory.
   * @throws {UnavailableError} If there is no file system.
   * @throws {TypeError} If the model is no `Sequential`, an object in it has no
   * config, or a state is no plain data.
   * @throws {Error} If the model is not built.
   */
  async save(path: string): Promise<void> {
    await writeFile(path, sessionToBytes(this));
  }

  /**
   * Loads a session that {@linkcode Session.save} or {@linkcode Checkpoint} has
   * saved, as by `sessionFromBytes`: if a fit was under way, the next one goes
   * on with it.
   *
   * @param path Path of the file.
   * @param options Loss, optimizer, metrics; classes of your own, and the engine.
   * @returns The session.
   * @throws {FileError} If there is no such file, or reading fails.
   * @throws {MissingPermissionError} If Deno was not permitted to read it.
   * @throws {UnavailableError} If there is no file system.
   * @throws {SafetensorsError} If the file is damaged, has no session of this
   * package or one of a later format, or names a class that is not known.
   * @throws {WeightsError} If its tensors are not those of its model.
   * @throws {RangeError} If its state is damaged, or that of a session with
   * another loss or optimizer.
   */
  static async load(
    path: string,
    options: LoadSessionOptions,
  ): Promise<Session> {
    const file = await readSafetensors(path);
    return new Session(...readSession(file, { ...options, name: path }));
  }
}
