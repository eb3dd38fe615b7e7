/** What the tests of all optimizers share. */
import { type EngineName, Parameter, tensor } from "@cutedl/tensor";
import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  Fixed,
  type LearningRate,
  Momentum,
  type Optimizer,
  type OptimizerOptions,
  RMSProp,
} from "./mod.ts";

/** Numbers that a formula remembers; 0 at first. */
export type Memory = Record<"a" | "b", number>;

/** An optimizer, its rule in float64, and how fast it runs downhill. */
export interface Case {
  name: string;
  learningRate: number;
  /** Makes one with the settings of the case. */
  create(
    learningRate?: LearningRate,
    options?: OptimizerOptions,
  ): Optimizer;
  /** Makes another of its kind, with other settings. */
  createOther(): Optimizer;
  /** The change of an element `w` with gradient `g` at a step, from 1. */
  change(g: number, memory: Memory, step: number, w: number): number;
  /** Elements of {@linkcode createWeights} after five steps of PyTorch 2.13.0. */
  torch: number[];
  /** Rate and steps that lead to 1e-3 from the bottom of a parabola. */
  parabola: [rate: number, steps: number];
  /** Rate and steps that lead to the bottom of the Rosenbrock valley. */
  valley: [rate: number, steps: number];
}

export const cases: Case[] = [
  {
    name: "Fixed",
    learningRate: 0.1,
    create: (rate = 0.1, options) => new Fixed(rate, options),
    createOther: () => new Fixed(0.5, { l2: 1, clipNorm: 3 }),
    change: (g) => 0.1 * g,
    torch: [
      ...[0.28144564, -1.27450924, 1.77208605],
      ...[0.225775447, 0.780881953, -0.0419250032],
    ],
    parabola: [0.25, 80],
    valley: [0.0015, 6000],
  },
  {
    name: "Momentum",
    learningRate: 0.1,
    create: (rate = 0.1, options) => new Momentum(rate, options),
    createOther: () => new Momentum(0.5, { momentum: 0.1, nesterov: true }),
    change: (g, memory) => 0.1 * (memory.a = 0.9 * memory.a + g),
    torch: [
      ...[-0.0985855552, -0.910171205, 1.43073339],
      ...[0.537310546, 0.50539979, 0.191990447],
    ],
    parabola: [0.1, 200],
    valley: [0.001, 1000],
  },
  {
    name: "Momentum of Nesterov",
    learningRate: 0.1,
    create: (rate = 0.1, options) =>
      new Momentum(rate, { momentum: 0.8, nesterov: true, ...options }),
    createOther: () => new Momentum(0.5),
    change: (g, memory) => {
      memory.a = 0.8 * memory.a + g;
      return 0.1 * (g + 0.8 * memory.a);
    },
    torch: [
      ...[-0.118585442, -0.879200666, 1.38941208],
      ...[0.58815559, 0.446048681, 0.258659709],
    ],
    parabola: [0.1, 80],
    valley: [0.001, 2000],
  },
  {
    name: "Adagrad",
    learningRate: 0.1,
    create: (rate = 0.1, options) =>
      new Adagrad(rate, { epsilon: 0.01, ...options }),
    createOther: () => new Adagrad(),
    change: (g, memory) => {
      memory.a += g ** 2;
      return 0.1 * g / (Math.sqrt(memory.a) + 0.01);
    },
    torch: [
      ...[0.385770731, -1.36842517, 1.85158651],
      ...[0.162652469, 0.827648661, -0.0734042755],
    ],
    parabola: [2, 30],
    valley: [0.5, 6000],
  },
  {
    name: "RMSProp",
    learningRate: 0.1,
    create: (rate = 0.1, options) =>
      new RMSProp(rate, { rho: 0.8, epsilon: 0.001, ...options }),
    createOther: () => new RMSProp(),
    change: (g, memory) => {
      memory.a = 0.8 * memory.a + 0.2 * g ** 2;
      return 0.1 * g / (Math.sqrt(memory.a) + 0.001);
    },
    torch: [
      ...[0.221449631, -1.17551, 1.6345388],
      ...[0.395962491, 0.587350411, 0.165807528],
    ],
    parabola: [0.001, 5000],
    valley: [0.0002, 20_000],
  },
  {
    name: "Adadelta",
    learningRate: 0.5,
    create: (rate = 0.5, options) =>
      new Adadelta(rate, { rho: 0.8, epsilon: 1e-4, ...options }),
    createOther: () => new Adadelta(),
    change: (g, memory) => {
      memory.a = 0.8 * memory.a + 0.2 * g ** 2;
      const change = g * Math.sqrt((memory.b + 1e-4) / (memory.a + 1e-4));
      memory.b = 0.8 * memory.b + 0.2 * change ** 2;
      return 0.5 * change;
    },
    torch: [
      ...[0.481082935, -1.47749703, 1.97459013],
      ...[0.0270597258, 0.972804374, -0.223887329],
    ],
    parabola: [1, 300],
    valley: [0.002, 12_000],
  },
  {
    name: "Adam",
    learningRate: 0.1,
    create: (rate = 0.1, options) =>
      new Adam(rate, { beta1: 0.8, beta2: 0.9, epsilon: 0.001, ...options }),
    createOther: () => new Adam(),
    change: (g, memory, step) => {
      memory.a = 0.8 * memory.a + 0.2 * g;
      memory.b = 0.9 * memory.b + 0.1 * g ** 2;
      const mean = memory.a / (1 - 0.8 ** step);
      const square = memory.b / (1 - 0.9 ** step);
      return 0.1 * mean / (Math.sqrt(square) + 0.001);
    },
    torch: [
      ...[0.287408309, -1.27637982, 1.76954785],
      ...[0.231644773, 0.773164091, -0.0330033509],
    ],
    parabola: [0.01, 700],
    valley: [0.002, 3000],
  },
  {
    name: "AdamW",
    learningRate: 0.1,
    create: (rate = 0.1, options) =>
      new AdamW(rate, { weightDecay: 0.2, ...options }),
    createOther: () => new AdamW(),
    change: (g, memory, step, w) => {
      memory.a = 0.9 * memory.a + 0.1 * g;
      memory.b = 0.999 * memory.b + 0.001 * g ** 2;
      const mean = memory.a / (1 - 0.9 ** step);
      const square = memory.b / (1 - 0.999 ** step);
      return 0.1 * (mean / (Math.sqrt(square) + 1e-8) + 0.2 * w);
    },
    torch: [
      ...[0.240400459, -1.13454085, 1.5804639],
      ...[0.228222811, 0.680687531, -0.0129504546],
    ],
    parabola: [0.1, 300],
    valley: [0.002, 10_000],
  },
];

export const engines: EngineName[] = ["reference", "wasm"];

/** Weights of two axes, which penalties reach, that all start alike. */
export function createWeights(engine: EngineName = "auto"): Parameter {
  const start = [[0.5, -1.5, 2], [0, 1, -0.25]];
  return new Parameter("weights", tensor(start), { engine });
}

/** Gradients that have nothing to do with the weights: step from 0. */
export function gradientsAt(step: number, size: number): number[] {
  return Array.from(
    { length: size },
    (_, i) => 2 * Math.sin(1 + 2 * step + 3 * i),
  );
}

/** Takes steps by {@linkcode gradientsAt}, as many as it takes to reach `end`. */
export function stepTo(
  end: number,
  optimizer: Optimizer,
  parameters: readonly Parameter[],
): void {
  while (optimizer.step < end) {
    for (const { gradient } of parameters) {
      gradient.data.set(gradientsAt(optimizer.step, gradient.size));
    }
    optimizer.update(parameters);
  }
}
