/** What several tests of the session share. */
import type { Batch, BatchOptions, Dataset } from "@cutedl/datasets";
import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import {
  type Loss,
  type LossResult,
  MeanSquaredError,
  type PredictionKind,
  SparseCategoricalCrossentropy,
  type TargetKind,
} from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import {
  argmax,
  type EngineChoice,
  full,
  randomTensor,
  type Tensor,
  tensor,
} from "@cutedl/tensor";
import { Session } from "./session.ts";

/** A loss that is the mean of the targets; its gradient is 1 everywhere. */
export class TargetLoss implements Loss {
  readonly name = "targetLoss";
  readonly predictions: PredictionKind = "values";
  readonly targets: TargetKind = "values";

  compute(predictions: Tensor, targets: Tensor): LossResult {
    const sum = targets.data.reduce((total, value) => total + value, 0);
    return {
      value: sum / targets.size,
      gradient: full(predictions.shape, 1),
    };
  }
}

/** One example per batch; its target is the next number of a script. */
export class ScriptedDataset implements Dataset {
  readonly size: number | undefined;
  readonly inputShape: readonly number[] = [1];
  readonly targetShape: readonly number[] = [1];
  /** Options of each call of `batches`. */
  readonly asked: BatchOptions[] = [];
  readonly #epochs: readonly (readonly number[])[];

  /** @param epochs Targets of each epoch; the last is given again and again. */
  constructor(
    epochs: readonly (readonly number[])[],
    options: { isSizeKnown?: boolean } = {},
  ) {
    this.#epochs = epochs;
    const { isSizeKnown = true } = options;
    this.size = isSizeKnown ? epochs[0]!.length : undefined;
  }

  async *batches(options: BatchOptions = {}): AsyncIterable<Batch> {
    this.asked.push(options);
    const epoch = this.#epochs[this.asked.length - 1] ?? this.#epochs.at(-1)!;
    for (const target of epoch.slice(options.start)) {
      const inputs = tensor([[1]]);
      yield await Promise.resolve({
        inputs,
        targets: tensor([[target]]),
        size: 1,
      });
    }
  }
}

/** A session over a script: each step lowers the one weight by 1. */
export function scriptedSession(): Session {
  const dense = new Dense(1, {
    inputs: 1,
    useBias: false,
    kernelInitializer: "zeros",
  });
  return new Session(new Sequential([dense]), {
    loss: new TargetLoss(),
    optimizer: new Fixed(1),
  });
}

/** The one weight of a scripted session. */
export function weightOf(session: Session): number {
  return session.model.parameters[0]!.value.data[0]!;
}

/** Pairs of numbers; the label is the index of the larger one. */
export function pairs(count: number, seed = 1): ArrayDataset {
  const inputs = randomTensor([count, 2], { seed });
  return new ArrayDataset(inputs, argmax(inputs));
}

/** A session that learns {@linkcode pairs}. */
export function pairsSession(
  options: { seed?: number; engine?: EngineChoice } = {},
): Session {
  const { seed = 0, engine = "auto" } = options;
  const model = new Sequential([
    new Dense(5, { inputs: 2, activation: "tanh" }),
    new Dense(2),
  ], { seed: 3, engine });
  return new Session(model, {
    loss: new SparseCategoricalCrossentropy(),
    optimizer: new Fixed(0.5),
    seed,
  });
}

/** A session of a dense layer 2 → 2 that is the identity at first. */
export function identitySession(learningRate = 0.5): Session {
  const model = new Sequential([
    new Dense(2, { inputs: 2, kernelInitializer: "zeros" }),
  ]);
  model.parameters[0]!.assign(tensor([[1, 0], [0, 1]]));
  return new Session(model, {
    loss: new MeanSquaredError(),
    optimizer: new Fixed(learningRate),
  });
}

/** Copies all weights of a session. */
export function weightsOf(session: Session): number[][] {
  return session.model.parameters.map(({ value }) => [...value.data]);
}

/** Rows of a session's history, without the seconds. */
export function rowsOf(
  session: Session,
): Record<string, number | undefined>[] {
  return session.history.rows.map(({ seconds: _, ...row }) => row);
}
