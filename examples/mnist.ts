/**
 * Trains a digit classifier on MNIST: softmax regression, or a network with
 * hidden layers.
 *
 * `deno task mnist` runs it with the permissions that it can use; `--help` lists
 * the options.
 *
 * @module
 */
import { MissingPermissionError } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { EarlyStopping, ProgressBar, Session } from "@cutedl/session";
import { loadEngine } from "@cutedl/tensor";
import { type Digits, loadDigits } from "./_mnist_data.ts";
import {
  type MnistOptions,
  parseMnistOptions,
  usage,
  UsageError,
} from "./_mnist_options.ts";

/** Accuracy that the default settings promise on the real test images. */
const PROMISED = 0.92;

/** Trains and evaluates, and prints what a person wants to know. */
async function main(options: MnistOptions): Promise<void> {
  const engine = loadEngine(options.engine);
  const loading = performance.now();
  const digits = await loadDigits(options.data, (reason) => {
    explain(reason);
    console.error("Training on synthetic digits instead.\n");
  });
  describe(digits, (performance.now() - loading) / 1000);

  const { train, test } = digits;
  const model = new Sequential([
    ...options.hidden.map((units) => new Dense(units, { activation: "relu" })),
    new Dense(10),
  ], { seed: options.seed, engine });
  model.build(train.inputShape);
  console.log(`${model.summary()}\n`);

  const session = new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Fixed(options.learningRate),
    seed: options.seed,
  });
  const { target } = options;
  const history = await session.fit(train, {
    epochs: options.epochs,
    batchSize: options.batchSize,
    validation: test,
    callbacks: [
      target === undefined
        ? new EarlyStopping({ monitor: "valLoss", patience: 5 })
        : new EarlyStopping({
          monitor: "valAccuracy",
          patience: Infinity,
          target,
        }),
      new ProgressBar(),
    ],
  });

  const { loss, accuracy = NaN } = await session.evaluate(test);
  const seconds = history.last("seconds");
  const samplesPerSecond = session.epoch * train.size / seconds;
  console.log(
    `\nTest accuracy ${(accuracy * 100).toFixed(2)} %, loss ` +
      `${loss.toFixed(4)}, after ${plural(session.epoch, "epoch")}: ` +
      `${seconds.toFixed(2)} s of training, ` +
      `${Math.round(samplesPerSecond).toLocaleString("en")} samples/s ` +
      `(${engine.description})`,
  );
  if (options.json) {
    console.log(JSON.stringify({
      dataset: digits.dataset,
      accuracy,
      loss,
      epochs: session.epoch,
      seconds,
      samplesPerSecond,
      engine: engine.name,
      seed: options.seed,
    }));
  }
  const expected = target ??
    (Deno.args.length === 0 && digits.dataset === "mnist" ? PROMISED : 0);
  if (!(accuracy >= expected)) {
    throw new Error(
      `Expected an accuracy of ${expected}, received ${accuracy}`,
    );
  }
}

function describe({ dataset, train, test, source }: Digits, seconds: number) {
  const [trained, tested] = [train, test].map(({ size }) =>
    size.toLocaleString("en")
  );
  console.log(
    `${dataset === "mnist" ? "MNIST" : "Synthetic digits"} from ${source}: ` +
      `${trained} images to train on, ${tested} to test on ` +
      `(${seconds.toFixed(2)} s)\n`,
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Quotes an argument for a shell, where it needs to be. */
function quote(arg: string): string {
  return /^[\w.,:=\/-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}

/** Prints an error, and the command that is permitted what this one was not. */
function explain(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error(`\n${usage}`);
  if (error instanceof MissingPermissionError) {
    const command = [error.flag, "examples/mnist.ts", ...Deno.args].map(quote);
    console.error(`\n  deno run ${command.join(" ")}\n`);
  }
}

try {
  const options = parseMnistOptions(Deno.args);
  if (options.help) console.log(usage);
  else await main(options);
} catch (error) {
  explain(error);
  Deno.exit(1);
}
