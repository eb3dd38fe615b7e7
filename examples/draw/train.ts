import { Dense, Dropout, modelToBytes, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import {
  type BatchContext,
  type Callback,
  type RowContext,
  Session,
} from "@cutedl/session";
import type { Engine } from "@cutedl/tensor/engine";
import type { Lesson } from "./digits.ts";
import type { TrainReport } from "./messages.ts";

const UNITS = 128;
const REPORTS_PER_EPOCH = 12;

/** Options for {@linkcode trainClassifier}. */
export interface TrainOptions {
  readonly epochs: number;
  readonly seed: number;
  readonly engine: Engine;
  readonly report: (report: TrainReport) => void;
}

/**
 * Trains a network with one hidden layer to tell digits, and reports the loss
 * as it falls, and the network whenever it is the best so far.
 *
 * @param lesson What to train and validate on.
 * @param options Epochs, seed, engine, and where reports go.
 * @returns The session.
 */
export async function trainClassifier(
  { train, validation }: Lesson,
  { epochs, seed, engine, report }: TrainOptions,
): Promise<Session> {
  const model = new Sequential([
    new Dense(UNITS, { inputs: 784, activation: "relu" }),
    new Dropout(0.2),
    new Dense(10),
  ], { seed, engine });
  const session = new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Adam(0.002),
    seed,
  });
  await session.fit(train, {
    epochs,
    batchSize: 64,
    validation,
    callbacks: [new Reporter(report)],
  });
  return session;
}

/** Turns what happens in a fit into reports. */
class Reporter implements Callback {
  readonly #report: (report: TrainReport) => void;
  #best = 0;

  constructor(report: (report: TrainReport) => void) {
    this.#report = report;
  }

  onBatchEnd({ batch, epoch, plan, running }: BatchContext): void {
    const steps = plan.stepsPerEpoch!;
    if (batch % Math.ceil(steps / REPORTS_PER_EPOCH) !== 0) return;
    const { loss, accuracy } = running;
    this.#report({
      kind: "progress",
      epoch: epoch - 1 + batch / steps,
      loss: loss!,
      accuracy: accuracy!,
    });
  }

  onValidationEnd({ epoch, row, session }: RowContext): void {
    const { valLoss: loss, valAccuracy: accuracy } = row;
    const better = accuracy! > this.#best;
    this.#best = Math.max(this.#best, accuracy!);
    this.#report({
      kind: "validated",
      epoch,
      loss: loss!,
      accuracy: accuracy!,
      ...better && { model: modelToBytes(session.model as Sequential).slice() },
    });
  }
}
