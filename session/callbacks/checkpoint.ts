/**
 * Saving while a session trains.
 *
 * @module
 */
import {
  copyFile,
  FileError,
  removeFile,
  writeFile,
} from "@cutedl/tensor/file";
import { assertFiniteWeights } from "../_diagnose.ts";
import { assertWhole } from "../_options.ts";
import { StateReader } from "../_state_reader.ts";
import type { BestValue } from "../best_value.ts";
import { sessionToBytes } from "../saving/session_to_bytes.ts";
import type { StateValue } from "../state_value.ts";
import { fileHolds } from "./_file_holds.ts";
import { Monitor } from "./_monitor.ts";
import type { Callback, FitContext, FitEndContext } from "./callback.ts";

/** How often to save: every so many training steps, epochs or seconds. */
export type CheckpointSchedule =
  | { steps: number }
  | { epochs: number }
  | { seconds: number };

/** Options for {@linkcode Checkpoint}. */
export interface CheckpointOptions {
  /** Path of the file; its directory must be there. */
  path: string;
  /**
   * How often to save; steps and epochs are counted over all fits of the
   * session, seconds from one save to the next. Default `{ epochs: 1 }`, and
   * with `bestOnly` each value of the series. The end of the last epoch is saved
   * in any case.
   */
  every?: CheckpointSchedule;
  /**
   * How many checkpoints to keep; default 1. The last is at `path`, those before
   * are beside it with their step in the name, as `run-1000.safetensors`.
   */
  keep?: number;
  /** Whether to save only where a series is better than ever; default `false`. */
  bestOnly?: boolean;
  /** Series to watch for that, such as `valAccuracy`; default `valLoss`. */
  monitor?: string;
  /**
   * Which values are better; default `auto`: large ones where the series' name
   * holds "accuracy", "precision", "recall" or "f1", small ones elsewhere.
   */
  mode?: "auto" | "min" | "max";
}

const ACTION = "create checkpoint";

/**
 * Saves the session while it trains, such that `Session.load` and `fit` go on
 * from there to the bit, wherever the process ends.
 *
 * It saves after all other callbacks have seen the step, and once more if the
 * fit is aborted, or is over and its last step could not be saved before. Each
 * file is replaced whole or not at all, and never by weights that are NaN or
 * infinite. A save that fails ends the fit with its error, since nothing is safe
 * from then on: the file from before is whole, and `session.fit` with
 * `resume: true` goes on with the step after.
 *
 * @example The last three checkpoints, and the best one
 * ```ts ignore
 * import { Checkpoint } from "@cutedl/session/file";
 *
 * const callbacks = [
 *   new Checkpoint({
 *     path: "run.safetensors",
 *     every: { steps: 1000 },
 *     keep: 3,
 *   }),
 *   new Checkpoint({
 *     path: "best.safetensors",
 *     bestOnly: true,
 *     monitor: "valAccuracy",
 *   }),
 * ];
 * ```
 */
export class Checkpoint implements Callback {
  /** Always `"checkpoint"`. */
  readonly name = "checkpoint";
  /** Path of the last checkpoint. */
  readonly path: string;
  /** How many checkpoints are kept. */
  readonly keep: number;
  readonly #every: { steps: number; epochs: number; seconds: number };
  readonly #monitor: Monitor | undefined; // with bestOnly
  #steps: number[] = []; // of the checkpoints that are kept, the last at the end
  #saved = 0; // time in ms

  /**
   * Creates a callback for one session at a time.
   *
   * @param options Where to save, and when.
   * @throws {RangeError} If an option is not sensible.
   * @throws {TypeError} If `every` is not one of steps, epochs and seconds, or
   * there is a series to watch without `bestOnly`.
   */
  constructor(options: CheckpointOptions) {
    const { path, every, keep = 1, bestOnly = false, mode = "auto" } = options;
    const { monitor = "valLoss" } = options;
    if (typeof path !== "string" || path === "") {
      throw new TypeError(
        `Cannot ${ACTION}: expected the path of a file, received ` +
          `${JSON.stringify(path)}`,
      );
    }
    assertWhole(ACTION, "keep", keep, 1);
    for (const name of ["monitor", "mode"] as const) {
      if (bestOnly || options[name] === undefined) continue;
      throw new TypeError(
        `Cannot ${ACTION}: expected ${name} together with bestOnly, received ` +
          `${options[name]} alone: add bestOnly: true, or leave it out`,
      );
    }
    this.path = path;
    this.keep = keep;
    this.#every = readSchedule(
      every ?? (bestOnly ? { steps: 1 } : { epochs: 1 }),
    );
    if (!bestOnly) return;
    this.#monitor = new Monitor({
      action: "save the best",
      series: monitor,
      minDelta: 0,
      mode,
    });
  }

  /** With `bestOnly`, the best value of the last fit, and where it was measured. */
  get best(): BestValue | undefined {
    return this.#monitor?.best;
  }

  /**
   * Begins afresh.
   *
   * @param context The moment.
   * @throws {RangeError} If the fit will not measure the series.
   */
  onFitStart({ plan }: FitContext): void {
    this.#monitor?.start(plan);
    this.#steps = [];
    this.#saved = performance.now();
  }

  /**
   * Saves, if it is time.
   *
   * @param context The moment.
   * @returns A promise if it saves.
   */
  onSavePoint(context: FitContext): Promise<void> | undefined {
    const best = this.#monitor?.best;
    if (!this.#isDue(context) || !this.#isBest(context)) return undefined;
    return this.#save(context, best);
  }

  /**
   * Saves what is not saved yet, if the fit was aborted, or is over.
   *
   * @param context The moment, with how the fit ended.
   */
  async onFitEnd(context: FitEndContext): Promise<void> {
    const isSaved = this.#steps.at(-1) === context.step;
    const isWanted = ["aborted", "finished"].includes(context.outcome);
    if (isWanted && !isSaved && this.#monitor === undefined) {
      await this.#save(context);
    }
    await this.#removeOld(); // what could not be removed before
  }

  /**
   * Copies what it needs to keep the right files.
   *
   * @returns The state; none if only the last checkpoint is kept.
   */
  state(): StateValue | undefined {
    if (this.keep === 1 && this.#monitor === undefined) return undefined;
    return { steps: [...this.#steps], monitor: this.#monitor?.state() };
  }

  /**
   * Goes on from a saved state.
   *
   * @param state What `state` gave.
   * @throws {RangeError} If it is damaged, or of another series.
   */
  restore(state: StateValue): void {
    const reader = new StateReader(state, "restore checkpoint");
    this.#steps = reader.wholes("steps");
    this.#monitor?.restore(reader.member("monitor"));
  }

  #isDue({ session, plan, batch, step }: FitContext): boolean {
    const { steps, epochs, seconds } = this.#every;
    if (step % steps === 0) return true;
    if (batch === 0) { // an epoch has ended
      const last = plan.firstEpoch + plan.epochs - 1;
      if (session.epoch === last || session.epoch % epochs === 0) return true;
    }
    return performance.now() - this.#saved >= seconds * 1000;
  }

  /** Whether the step has the best value so far, if that is asked for. */
  #isBest({ history, step }: FitContext): boolean {
    const monitor = this.#monitor;
    if (monitor === undefined) return true;
    const row = history.rows.at(-1);
    if (row?.step !== step) return false;
    const value = monitor.look(row);
    if (value === undefined || !monitor.isBetter(value)) return false;
    monitor.keep(value, row);
    return true;
  }

  /** @param best What was the best before. */
  async #save(
    { session, epoch, step }: FitContext,
    best?: BestValue,
  ): Promise<void> {
    const { model, loss, optimizer } = session;
    const action = `save ${this.path}`;
    assertFiniteWeights({ action, epoch, step, model, loss, optimizer });
    const before = this.#steps;
    const last = before.at(-1);
    this.#steps = last === step ? before : [...before, step];
    const copy = this.keep > 1 && last !== undefined && last !== step
      ? this.#pathOf(last)
      : undefined;
    let bytes = new Uint8Array(0);
    try {
      bytes = sessionToBytes(session);
      if (copy !== undefined) await this.#keepAs(copy);
      await writeFile(this.path, bytes);
    } catch (error) {
      // where only the last flush failed, it is there
      if (!await fileHolds(this.path, bytes)) {
        this.#steps = before;
        this.#monitor?.goBack(best);
        if (copy !== undefined) await removeFile(copy).catch(() => {});
      }
      throw error;
    }
    this.#saved = performance.now();
    await this.#removeOld();
  }

  /** Removes the oldest, until there are as few as are kept. */
  async #removeOld(): Promise<void> {
    while (this.#steps.length > this.keep) {
      await removeFile(this.#pathOf(this.#steps[0]!));
      this.#steps.shift(); // only now: one that is still there is tried again
    }
  }

  /** Copies the last checkpoint, unless somebody has moved it away. */
  async #keepAs(path: string): Promise<void> {
    try {
      await copyFile(this.path, path);
    } catch (error) {
      if (!(error instanceof FileError) || error.code !== "ENOENT") throw error;
    }
  }

  /** Path of a checkpoint that is not the last. */
  #pathOf(step: number): string {
    return this.path.replace(/(\.[^./\\]*)?$/, `-${step}$1`);
  }
}

function readSchedule(
  schedule: CheckpointSchedule,
): { steps: number; epochs: number; seconds: number } {
  const given = Object.entries(schedule)
    .filter(([, value]) => value !== undefined);
  const [name, value = NaN] = given[0] ?? [];
  const never = { steps: Infinity, epochs: Infinity, seconds: Infinity };
  if (given.length !== 1 || !Object.hasOwn(never, name!)) {
    throw new TypeError(
      `Cannot ${ACTION}: expected every to be { steps }, { epochs } or ` +
        `{ seconds }, received ${JSON.stringify(schedule)}`,
    );
  }
  if (name !== "seconds") assertWhole(ACTION, `every.${name}`, value, 1);
  else if (!(value > 0 && value < Infinity)) {
    throw new RangeError(
      `Cannot ${ACTION}: expected every.seconds to be a finite number > 0, ` +
        `received ${value}`,
    );
  }
  return { ...never, [name!]: value };
}
