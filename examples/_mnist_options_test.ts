import { assertEquals, assertThrows } from "@std/assert";
import {
  type MnistOptions,
  parseMnistOptions,
  UsageError,
} from "./_mnist_options.ts";

Deno.test("parseMnistOptions() gives the defaults for no argument", () => {
  assertEquals(parseMnistOptions([]), {
    hidden: [],
    dropout: 0,
    epochs: 10,
    target: undefined,
    batchSize: 64,
    optimizer: "fixed",
    schedule: "constant",
    learningRate: 0.2,
    seed: 1,
    engine: "auto",
    threads: undefined,
    library: undefined,
    data: undefined,
    checkpoint: undefined,
    resume: false,
    report: undefined,
    json: false,
    help: false,
  });
});

Deno.test("parseMnistOptions() takes every option, its value beside it or after =", () => {
  const values = {
    hidden: "128,64",
    dropout: "0.5",
    epochs: "3",
    target: "0.92",
    "batch-size": "32",
    optimizer: "adam",
    schedule: "cosine",
    "learning-rate": "1e-2",
    seed: "0",
    engine: "blas",
    threads: "3",
    library: "libopenblas.so.0",
    data: "some, where",
    checkpoint: "run.safetensors",
    report: "run.html",
  };
  const expected: MnistOptions = {
    hidden: [128, 64],
    dropout: 0.5,
    epochs: 3,
    target: 0.92,
    batchSize: 32,
    optimizer: "adam",
    schedule: "cosine",
    learningRate: 0.01,
    seed: 0,
    engine: "blas",
    threads: 3,
    library: "libopenblas.so.0",
    data: "some, where",
    checkpoint: "run.safetensors",
    report: "run.html",
    resume: true,
    json: true,
    help: true,
  };
  const entries = Object.entries(values);
  const beside = entries.flatMap(([name, value]) => [`--${name}`, value]);
  const joined = entries.map(([name, value]) => `--${name}=${value}`);
  const switches = ["--resume", "--json", "--help"];
  assertEquals(parseMnistOptions([...switches, ...beside]), expected);
  assertEquals(parseMnistOptions([...joined, ...switches]), expected);
});

Deno.test("parseMnistOptions() takes the learning rate of the optimizer for default", () => {
  const { learningRate } = parseMnistOptions(["--optimizer", "adam"]);
  assertEquals(learningRate, 0.001);
});

const senseless: [string[], string][] = [
  [
    ["--resume"],
    "--resume: expected it with --checkpoint, received it without",
  ],
  [["--checkpoint"], "--checkpoint: expected a value, received none"],
  [["--report"], "--report: expected a value, received none"],
  [["--epoch", "3"], '"--epoch": expected one of the options below'],
  [["mnist"], '"mnist": expected one of the options below'],
  [["--", "mnist"], '"mnist": expected one of the options below'],
  [["--no-json"], '"--no-json": expected one of the options below'],
  [["-1"], '"-1": expected one of the options below'],
  [["--epochs"], "--epochs: expected a value, received none"],
  [["--epochs", "--json"], "--epochs: expected a value, received none"],
  [["--data="], "--data: expected a value, received none"],
  [["--epochs", "0"], "--epochs: expected a whole number from 1"],
  [["--epochs", "Infinity"], "--epochs: expected a whole number from 1"],
  [["--epochs", " "], "--epochs: expected a whole number from 1"],
  [["--dropout", "1"], "--dropout: expected a share from 0, below 1"],
  [["--dropout", "-0.1"], "--dropout: expected a share from 0, below 1"],
  [["--dropout", "0.5"], "--dropout: expected it with --hidden"],
  [["--batch-size", "1.5"], "--batch-size: expected a whole number from 1"],
  [
    ["--seed", "-1"],
    '--seed: expected a whole number from 0 to 9007199254740991, received "-1"',
  ],
  [["--seed", "9007199254740992"], "--seed: expected a whole number from 0"],
  [
    ["--seed", "1", "--seed=1"],
    "--seed: expected it once, received it 2 times",
  ],
  [["--json", "--json"], "--json: expected it once, received it 2 times"],
  [["--json=no"], '--json: expected no value, received "no"'],
  [["--json", "false"], '--json: expected no value, received "false"'],
  [["--help", "-1"], '--help: expected no value, received "-1"'],
  [["--target", "92"], "--target: expected an accuracy above 0, up to 1"],
  [["--target", "0"], "--target: expected an accuracy above 0, up to 1"],
  [
    ["--learning-rate", "-0.1"],
    '--learning-rate: expected a number above 0 that float32 holds, received "-0.1"',
  ],
  [["--learning-rate", "NaN"], "--learning-rate: expected a number above 0"],
  [["--learning-rate", "1e39"], "--learning-rate: expected a number above 0"],
  [["--learning-rate", "1e-46"], "--learning-rate: expected a number above 0"],
  [
    ["--hidden", "128,,64"],
    "--hidden: expected whole numbers from 1 to 100000, as in 128,64",
  ],
  [
    ["--hidden", "1e10"],
    '--hidden: expected whole numbers from 1 to 100000, as in 128,64, received "1e10"',
  ],
  [["--hidden", "12.5"], "--hidden: expected whole numbers"],
  [["--threads", "0"], "--threads: expected a whole number from 1 to 32"],
  [["--threads", "33"], "--threads: expected a whole number from 1 to 32"],
  [
    ["--threads", "2", "--engine", "reference"],
    '--threads: expected it with the engine wasm or blas, received the engine "reference"',
  ],
  [
    ["--optimizer", "Adam"],
    "--optimizer: expected fixed, momentum, adagrad, rmsprop, adadelta, adam, " +
    'adamw, received "Adam"',
  ],
  [
    ["--schedule", "linear"],
    "--schedule: expected constant, step, exponential, cosine, plateau, " +
    'received "linear"',
  ],
  [
    ["--engine", "gpu"],
    '--engine: expected auto, wasm, blas, reference, received "gpu"',
  ],
  [
    ["--library", "libopenblas.so.0"],
    '--library: expected it with the engine blas, received the engine "auto"',
  ],
];
for (const [args, message] of senseless) {
  Deno.test(`parseMnistOptions() refuses ${args.join(" ")}`, () => {
    assertThrows(
      () => parseMnistOptions(args),
      UsageError,
      `Cannot use ${message}`,
    );
  });
}
