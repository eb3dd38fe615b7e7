import type { ArrayDataset } from "@cutedl/datasets";
import { Dense, Dropout, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Session } from "@cutedl/session/file";
import type { Engine } from "@cutedl/tensor";
import { FileError } from "@cutedl/tensor/file";
import { optimizers, schedules } from "./_mnist_optimizers.ts";
import type { MnistOptions } from "./_mnist_options.ts";

/** What a session trains with, and on. */
interface Place {
  engine: Engine;
  train: ArrayDataset;
}

/**
 * Makes the session that was asked for, or loads that of the checkpoint if it is
 * to be resumed and has taken a step.
 *
 * @throws {FileError} If the checkpoint cannot be read, or not be written.
 * @throws {RangeError} If it was made with another optimizer.
 */
export async function openSession(
  options: MnistOptions,
  { engine, train }: Place,
): Promise<Session> {
  const { checkpoint, resume, seed, batchSize } = options;
  const { learningRate, epochs } = options;
  const steps = epochs * Math.ceil(train.size / batchSize);
  const rate = schedules[options.schedule].make(learningRate, steps);
  const makeParts = () => ({
    loss: new CategoricalCrossentropy(),
    optimizer: optimizers[options.optimizer].make(rate),
  });
  if (resume) {
    const loaded = await load(checkpoint!, { ...makeParts(), engine });
    if (loaded !== undefined && loaded.step > 0) return loaded;
  }
  const model = makeModel(options, engine);
  model.build(train.inputShape);
  const session = new Session(model, { ...makeParts(), seed });
  // a path that does not do is known before the training
  if (checkpoint !== undefined) await session.save(checkpoint);
  return session;
}

function makeModel(
  { hidden, dropout, seed }: MnistOptions,
  engine: Engine,
): Sequential {
  return new Sequential([
    ...hidden.flatMap((units) => [
      new Dense(units, { activation: "relu" }),
      ...dropout > 0 ? [new Dropout(dropout)] : [],
    ]),
    new Dense(10),
  ], { seed, engine });
}

/** Loads a checkpoint, if there is one. */
async function load(
  path: string,
  options: Parameters<typeof Session.load>[1],
): Promise<Session | undefined> {
  try {
    return await Session.load(path, options);
  } catch (error) {
    if (error instanceof FileError && error.code === "ENOENT") return undefined;
    throw error;
  }
}
