import type { Loss } from "@cutedl/losses";
import type { OptimizerState } from "@cutedl/optimizers";
import { formatText } from "@cutedl/tensor";
import { type FitState, readFitState } from "./_fit_state.ts";
import { StateReader } from "./_state_reader.ts";
import { History, type HistoryRow } from "./history.ts";
import type { StateObject } from "./state_value.ts";

/** What a session needs to go on, beside its model. */
export interface SessionState {
  readonly loss: LossKind;
  readonly optimizer: OptimizerState;
  readonly seed: number;
  /** Epochs that were completed. */
  readonly epoch: number;
  /** Training steps. */
  readonly step: number;
  /** Seconds of training. */
  readonly seconds: number;
  readonly history: readonly HistoryRow[];
  /** The fit that was interrupted, if one was. */
  readonly fit?: FitState | undefined;
}

/** What of a loss is saved, to know it again. */
export type LossKind = Pick<Loss, "name" | "predictions" | "labelSmoothing">;

/**
 * Checks the state of a session.
 *
 * @param state What `Session.state` gave, or a file.
 * @param loss That of the session that goes on.
 * @throws {RangeError} If it is damaged, or of a session with another loss.
 */
export function readSessionState(state: StateObject, loss: Loss): SessionState {
  const reader = new StateReader(state, "restore session");
  const saved = reader.member("loss");
  const expected = describe({
    name: saved.text("name"),
    predictions: saved.text("predictions"),
    labelSmoothing: saved.has("labelSmoothing")
      ? saved.number("labelSmoothing")
      : 0,
  });
  if (expected !== describe(loss)) {
    throw new RangeError(
      "Cannot restore session: expected the loss that it was saved with, " +
        `${expected}, received ${describe(loss)}: give one like it`,
    );
  }
  const history = new History();
  reader.list("history").forEach(({ object }, i) => {
    try {
      history.record(object as unknown as HistoryRow);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new RangeError(
        `Cannot restore session: expected history.${i} to be a row, received ` +
          `a damaged one (${error.message})`,
        { cause: error },
      );
    }
  });
  const epoch = reader.whole("epoch");
  const fit = reader.optionalMember("fit");
  return {
    loss,
    optimizer: reader.member("optimizer").object as unknown as OptimizerState,
    seed: reader.whole("seed"),
    epoch,
    step: reader.whole("step"),
    seconds: reader.number("seconds"),
    history: history.rows,
    fit: fit && readFitState(fit, { epoch, rows: history.rows.length }),
  };
}

/** Says what a loss is, differently for each kind. */
function describe({ name, predictions, labelSmoothing = 0 }: {
  name: string;
  predictions: string;
  labelSmoothing?: number;
}): string {
  const kind = `${formatText(name)} of ${formatText(predictions)}`;
  return labelSmoothing === 0
    ? kind
    : `${kind} with labelSmoothing ${labelSmoothing}`;
}
