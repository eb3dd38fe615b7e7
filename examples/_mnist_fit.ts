import {
  type Callback,
  EarlyStopping,
  ProgressBar,
  ReduceOnPlateau,
  type Session,
} from "@cutedl/session";
import { Checkpoint } from "@cutedl/session/file";
import type { Digits } from "./_mnist_data.ts";
import type { MnistOptions } from "./_mnist_options.ts";
import { SameOptions } from "./_mnist_same_options.ts";

/** A run that Ctrl-C has ended, after it was saved. */
export class Interruption extends Error {
  override readonly name: string = "Interruption";
}

/**
 * Trains, and ends with the weights of the best epoch.
 *
 * @returns Number of that epoch.
 * @throws {Interruption} If Ctrl-C has ended it, which needs a checkpoint.
 * @throws {RangeError} If the session is that of a fit with other options.
 */
export async function fitDigits(
  session: Session,
  { train, test }: Digits,
  options: MnistOptions,
): Promise<number | undefined> {
  const { epochs, batchSize, target, checkpoint } = options;
  const stopping = target === undefined
    ? new EarlyStopping({ monitor: "valLoss", patience: 5 })
    : new EarlyStopping({ monitor: "valAccuracy", patience: Infinity, target });
  const callbacks: Callback[] = [stopping, new ProgressBar()];
  if (options.schedule === "plateau") {
    callbacks.push(new ReduceOnPlateau({ monitor: "valLoss", patience: 2 }));
  }
  if (checkpoint !== undefined) {
    callbacks.push(
      new SameOptions(options),
      new Checkpoint({ path: checkpoint }),
    );
  }
  const settings = { epochs, batchSize, validation: test, callbacks };
  await (checkpoint === undefined
    ? session.fit(train, settings)
    : interruptible((signal) => session.fit(train, { ...settings, signal })));
  return stopping.best?.epoch;
}

/** Runs `work` with a signal that Ctrl-C aborts. */
async function interruptible<Result>(
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
