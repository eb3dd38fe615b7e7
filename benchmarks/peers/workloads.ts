import type { Job, Task } from "./protocol.ts";

/** Something that contenders are measured at. */
export interface Workload {
  /** Name on the command line. */
  readonly id: string;
  /** What is done. */
  readonly title: string;
  readonly task: Task;
  readonly sizes: readonly number[];
  readonly batchSize: number;
  /** Which files of MNIST are read. */
  readonly files: "plain" | "gzip";
  /** Who holds the watch: the contender, or the harness, from its start on. */
  readonly watch: "contender" | "harness";
  /** What figures are in. */
  readonly unit: string;
  /** Turns seconds, per example, prediction or run, into that unit. */
  readonly convert: (seconds: number) => number;
  /**
   * How far contenders may differ in what they must agree on: of those that
   * train, the test loss after one epoch.
   */
  readonly tolerance: number;
}

const [w1, w2, w3] = [[784, 10], [784, 128, 10], [784, 512, 512, 10]] as const;

const rate = {
  task: "train",
  files: "plain",
  watch: "contender",
  unit: "1000 samples/s",
  convert: (seconds: number) => 1 / (1000 * seconds),
} as const;

const wholeRun = {
  batchSize: 64,
  watch: "harness",
  unit: "s",
  convert: (seconds: number) => seconds,
} as const;

/** All workloads, in the order of the table. */
export const workloads: readonly Workload[] = [
  {
    ...rate,
    id: "w1",
    title: "W1: 784-10",
    sizes: w1,
    batchSize: 64,
    tolerance: 1e-5,
  },
  // Rounding decides about relu near 0, and spreads from there.
  {
    ...rate,
    id: "w2",
    title: "W2: 784-128-10",
    sizes: w2,
    batchSize: 64,
    tolerance: 1e-4,
  },
  {
    ...rate,
    id: "w3",
    title: "W3: 784-512-512-10",
    sizes: w3,
    batchSize: 128,
    tolerance: 1e-3,
  },
  {
    id: "predict",
    title: "one prediction, W2",
    task: "predict",
    sizes: w2,
    batchSize: 1,
    files: "plain",
    watch: "contender",
    unit: "µs",
    convert: (seconds) => 1e6 * seconds,
    tolerance: 1e-5,
  },
  {
    ...wholeRun,
    id: "start",
    title: "start to first step, W2",
    task: "start",
    sizes: w2,
    files: "plain",
    tolerance: 1e-5,
  },
  {
    ...wholeRun,
    id: "start-gz",
    title: "the same from .gz",
    task: "start",
    sizes: w2,
    files: "gzip",
    tolerance: 1e-5,
  },
  {
    ...wholeRun,
    id: "target",
    title: "start to 92 %, W1",
    task: "target",
    sizes: w1,
    files: "plain",
    tolerance: 0,
  },
];

/** What all jobs have in common. */
export const settings = {
  learningRate: 0.1,
  target: 0.92,
  seed: 4, // clearly below 92 % after three epochs, and above after four
} as const satisfies Partial<Job>;
