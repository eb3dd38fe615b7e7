import { Dense, Dropout, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session/file";
import type { Engine } from "@cutedl/tensor";
import { FileError } from "@cutedl/tensor/file";
import type { MnistOptions } from "./_mnist_options.ts";

/** Where a session trains. */
interface Place {
  engine: Engine;
  /** Shape of an image, without the batch. */
  inputShape: readonly number[];
}

/** A run that Ctrl-C has ended, after it was saved. */
export class Interruption extends Error {
  override readonly name: string = "Interruption";
}

/**
 * Makes the session that was asked for, or loads that of the checkpoint if it is
 * to be resumed and there is one.
 *
 * @throws {FileError} If the checkpoint cannot be read, or not be written.
 * @throws {Error} If it was made with other options.
 */
export async function openSession(
  options: MnistOptions,
  { engine, inputShape }: Place,
): Promise<Session> {
  const { checkpoint, seed, learningRate } = options;
  const loss = new CategoricalCrossentropy();
  const model = makeModel(options, engine);
  model.build(inputShape);
  if (options.resume) {
    const optimizer = new Fixed(learningRate);
    const loaded = await load(checkpoint!, { loss, optimizer, engine });
    if (loaded !== undefined) {
      assertSame(loaded, model, options);
      return loaded;
    }
  }
  const optimizer = new Fixed(learningRate);
  const session = new Session(model, { loss, optimizer, seed });
  // a path that does not do is known before the training
  if (checkpoint !== undefined) await session.save(checkpoint);
  return session;
}

/** Runs `work` with a signal that Ctrl-C aborts. */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const reason = new Interruption(
    "\nStopped and saved: the same command with --resume goes on",
  );
  const abort = (): void => controller.abort(reason);
  Deno.addSignalListener("SIGINT", abort);
  try {
    return await work(controller.signal);
  } finally {
    Deno.removeSignalListener("SIGINT", abort);
  }
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

/** Refuses a checkpoint that was made with other options. */
function assertSame(
  { model, seed, optimizer }: Session,
  expected: Sequential,
  options: MnistOptions,
): void {
  const layersOf = ({ layers }: typeof model): string =>
    JSON.stringify(layers?.map(({ name, config }) => ({ name, config })));
  const others = [
    layersOf(model) !== layersOf(expected) && "--hidden or --dropout",
    seed !== options.seed && "--seed",
    optimizer.learningRate !== options.learningRate && "--learning-rate",
  ].filter(Boolean);
  if (others.length === 0) return;
  throw new Error(
    `Cannot resume from ${options.checkpoint}: expected the options that it ` +
      `was made with, received another ${
        others.join(", another ")
      }: give the ` +
      "same, or leave --resume out to begin anew",
  );
}
