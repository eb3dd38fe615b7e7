import { appendFile, makeDirectory } from "@cutedl/tensor/file";
import { describe } from "../_describe.ts";
import { validatedName } from "../_validation_name.ts";
import type {
  Callback,
  FitContext,
  FitEndContext,
  RowContext,
} from "../callbacks/callback.ts";
import type { HistoryRow } from "../history.ts";
import { encodeEvent, type EventContent, type Scalar } from "./_event.ts";
import { frameRecord } from "./_tfrecord.ts";

/** Options for {@linkcode TensorBoard}. */
export interface TensorBoardOptions {
  /** Directory of the run, which is made; `tensorboard --logdir` names it. */
  directory: string;
  /** Clock in milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

/** The two runs that TensorBoard draws over each other. */
const RUNS = ["train", "validation"] as const;
type Run = typeof RUNS[number];

const PLACES = ["epoch", "step", "seconds"];

/**
 * Writes what is measured as event files of TensorBoard, while a fit runs.
 *
 * Each row of the history becomes scalars at its step: in `train` of the
 * directory loss, metrics, and the learning rate of the next step; in
 * `validation` those of the validation, under the same names, so that TensorBoard
 * draws them into one picture. Each fit writes files of its own, one event after
 * the other, and values as float32.
 *
 * @example
 * ```ts ignore
 * import { TensorBoard } from "@cutedl/session/report";
 *
 * await session.fit(train, {
 *   epochs: 20,
 *   validation: test,
 *   callbacks: [new TensorBoard({ directory: "runs/first" })],
 * });
 * ```
 */
export class TensorBoard implements Callback {
  /** Directory of the run. */
  readonly directory: string;
  readonly #now: () => number;
  #fileName = "";
  #isBegun: Record<Run, boolean> = { train: false, validation: false };
  #written = 0; // rows of the history

  /**
   * Creates a callback for one session at a time.
   *
   * @param options Where to write.
   * @throws {TypeError} If the directory is no text.
   */
  constructor(options: TensorBoardOptions) {
    const { directory, now = Date.now } = options;
    if (typeof directory !== "string" || directory === "") {
      throw new TypeError(
        "Cannot create TensorBoard callback: expected the path of a " +
          `directory, received ${describe(directory)}`,
      );
    }
    this.directory = directory;
    this.#now = now;
  }

  /**
   * Makes the directory, before anything is trained.
   *
   * @param context The moment.
   * @throws {FileError} If it cannot be made or written.
   * @throws {MissingPermissionError} If Deno was not permitted to.
   */
  async onFitStart({ history }: FitContext): Promise<void> {
    const now = this.#now();
    // files are read in the order of their names
    const time = `${Math.floor(now / 1000)}.${
      String(now % 1000).padStart(3, "0")
    }`;
    const unique = crypto.randomUUID().slice(0, 8);
    this.#fileName = `events.out.tfevents.${time}.${unique}.cutedl`;
    this.#isBegun = { train: false, validation: false };
    this.#written = history.rows.length;
    for (const run of RUNS) await makeDirectory(`${this.directory}/${run}`);
  }

  /**
   * Writes the row of a validation.
   *
   * @param context The moment, with the row.
   */
  async onValidationEnd(context: RowContext): Promise<void> {
    await this.#write(context);
  }

  /**
   * Writes the row of an epoch, if the validation has not.
   *
   * @param context The moment, with the row.
   */
  async onEpochEnd(context: RowContext): Promise<void> {
    await this.#write(context);
  }

  /**
   * Writes what is left to write.
   *
   * @param context The moment, with how the fit ended.
   */
  async onFitEnd(context: FitEndContext): Promise<void> {
    await this.#write(context);
  }

  /** Writes the rows that are not written yet. */
  async #write({ history, session }: FitContext): Promise<void> {
    const rows = history.rows.slice(this.#written);
    this.#written += rows.length;
    const rate = session.optimizer.learningRate;
    for (const row of rows) {
      const { train, validation } = scalarsOf(row);
      train.push({ tag: "learningRate", value: rate });
      await this.#append("train", { step: row.step, scalars: train });
      if (validation.length === 0) continue;
      await this.#append("validation", { step: row.step, scalars: validation });
    }
  }

  async #append(run: Run, event: EventContent): Promise<void> {
    const time = this.#now() / 1000;
    const events = this.#isBegun[run]
      ? [event]
      : [{ fileVersion: "brain.Event:2" }, event];
    const records = events.map((content) =>
      frameRecord(encodeEvent(time, content))
    );
    const bytes = new Uint8Array(
      await new Blob(records as BlobPart[]).arrayBuffer(),
    );
    await appendFile(`${this.directory}/${run}/${this.#fileName}`, bytes);
    this.#isBegun[run] = true;
  }
}

/** The values of a row, by what they were measured on. */
function scalarsOf(row: HistoryRow): Record<Run, Scalar[]> {
  const scalars: Record<Run, Scalar[]> = { train: [], validation: [] };
  for (const [name, value] of Object.entries(row)) {
    if (PLACES.includes(name) || value === undefined) continue;
    const tag = validatedName(name);
    if (tag === undefined) scalars.train.push({ tag: name, value });
    else scalars.validation.push({ tag, value });
  }
  return scalars;
}
