import type { Dataset } from "@cutedl/datasets";
import { assignCallbacks, type CallbackState } from "./_callback_states.ts";
import type { FitSettings } from "./_fit_settings.ts";
import type { RecorderState } from "./_recorder.ts";
import type { StateReader } from "./_state_reader.ts";
import { History, type HistoryRow } from "./history.ts";

/** What a fit makes its batches of: the same when it is taken up. */
export interface FitBatches {
  /** Examples in the data, or `null` if that is not known. */
  readonly size: number | null;
  /** Examples per training step. */
  readonly batchSize: number;
  /** Whether they are shuffled. */
  readonly shuffle: boolean;
  /** How much the examples of each class count, if not alike. */
  readonly classWeights?: readonly number[] | undefined;
}

/** How far a fit is, and all that it needs to go on beside the session. */
export interface FitState {
  readonly batches: FitBatches;
  /** Epochs of the session that were completed before the fit. */
  readonly firstEpoch: number;
  /** Batches of the running epoch that were trained on. */
  readonly batch: number;
  /** Whether it was asked to stop. */
  readonly isStopping: boolean;
  /** Rows of the history that are not of a part. */
  readonly rows: number;
  readonly recorder: RecorderState;
  readonly callbacks: readonly CallbackState[];
}

/**
 * Checks the state of a fit.
 *
 * @param session Epochs and rows that its session has.
 * @throws {RangeError} If it is damaged.
 */
export function readFitState(
  reader: StateReader,
  session: { epoch: number; rows: number },
): FitState {
  const batches = reader.member("batches");
  const recorder = reader.member("recorder");
  const scores = recorder.optionalMember("scores");
  const row = recorder.optionalMember("row");
  return {
    batches: {
      size: batches.object.size === null ? null : batches.whole("size"),
      batchSize: batches.whole("batchSize", 1),
      shuffle: batches.flag("shuffle"),
      ...(batches.has("classWeights") && {
        classWeights: batches.amounts("classWeights"),
      }),
    },
    firstEpoch: reader.whole("firstEpoch", 0, session.epoch),
    batch: reader.whole("batch"),
    isStopping: reader.flag("isStopping"),
    rows: reader.whole("rows", 0, session.rows),
    recorder: {
      scores: scores && {
        loss: scores.number("loss"),
        examples: scores.whole("examples", 1),
        metrics: scores.values("metrics"),
      },
      row: row && readRow(row),
    },
    callbacks: reader.list("callbacks").map((callback) => ({
      name: callback.text("name"),
      state: callback.value("state"),
    })),
  };
}

/** Refuses what no history would record. */
function readRow({ object }: StateReader): HistoryRow {
  const history = new History();
  history.record(object as unknown as HistoryRow);
  return history.rows[0]!;
}

/** What a fit makes its batches of. */
export function batchesOf(
  { size }: Dataset,
  { batchSize, shuffle, classWeights }: FitSettings,
): FitBatches {
  return {
    size: size ?? null,
    batchSize,
    shuffle,
    ...(classWeights && { classWeights: [...classWeights] }),
  };
}

/**
 * Refuses to go on with a fit that was asked for something else.
 *
 * @param epoch Epochs of the session that were completed.
 * @throws {RangeError} If data, options or callbacks are others.
 */
export function assertSameFit(
  { batches, firstEpoch, callbacks }: FitState,
  data: Dataset,
  settings: FitSettings,
  epoch: number,
): void {
  const received = batchesOf(data, settings);
  for (const key of KEYS) {
    const [expected, given] = [say(key, batches), say(key, received)];
    if (given !== expected) refuse(expected, given);
  }
  const done = epoch - firstEpoch;
  if (settings.epochs < done) {
    refuse(
      `epochs >= ${done}, as many as it has completed`,
      `${settings.epochs}`,
    );
  }
  assignCallbacks(callbacks, settings.callbacks);
}

const KEYS = ["size", "batchSize", "shuffle", "classWeights"] as const;

function say(key: keyof FitBatches, { [key]: value }: FitBatches): string {
  if (value === undefined) return `no ${key}`;
  if (key !== "size") return `${key} ${value}`;
  return value === null ? "data of unknown size" : `data of ${value} examples`;
}

function refuse(expected: string, received: string): never {
  throw new RangeError(
    `Cannot resume fit: expected ${expected}, as when it was interrupted, ` +
      `received ${received}: give the same, or begin a new fit with ` +
      "resume: false",
  );
}
