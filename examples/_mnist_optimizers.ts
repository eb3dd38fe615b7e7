import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  cosineDecay,
  exponentialDecay,
  Fixed,
  type LearningRate,
  Momentum,
  type Optimizer,
  RMSProp,
  stepDecay,
} from "@cutedl/optimizers";

/** An optimizer, by its name on the command line. */
interface OptimizerChoice {
  /** Learning rate that does for this example, with hidden layers or without. */
  learningRate: number;
  make(learningRate: LearningRate): Optimizer;
}

/** A schedule, by its name on the command line. */
interface ScheduleChoice {
  /** What it does to the learning rate, for a person. */
  about: string;
  /** Whether it is laid over all steps, and so not the same for more of them. */
  isSpanning: boolean;
  make(learningRate: number, steps: number): LearningRate;
}

/** Optimizers to choose from. */
export const optimizers = {
  fixed: { learningRate: 0.2, make: (rate) => new Fixed(rate) },
  momentum: { learningRate: 0.02, make: (rate) => new Momentum(rate) },
  adagrad: { learningRate: 0.02, make: (rate) => new Adagrad(rate) },
  rmsprop: { learningRate: 0.001, make: (rate) => new RMSProp(rate) },
  adadelta: { learningRate: 1, make: (rate) => new Adadelta(rate) },
  adam: { learningRate: 0.001, make: (rate) => new Adam(rate) },
  adamw: { learningRate: 0.001, make: (rate) => new AdamW(rate) },
} satisfies Record<string, OptimizerChoice>;

/** Schedules to choose from. */
export const schedules = {
  constant: {
    about: "the same at every step",
    isSpanning: false,
    make: (rate) => rate,
  },
  step: {
    about: "a tenth of it after each third of the steps",
    isSpanning: true,
    make: (rate, steps) => stepDecay(rate, { every: Math.ceil(steps / 3) }),
  },
  exponential: {
    about: "down to a tenth of it, by the same share in each step",
    isSpanning: true,
    make: (rate, steps) =>
      exponentialDecay(rate, { factor: 0.1, every: steps }),
  },
  cosine: {
    about: "up to it in a twentieth of the steps, then down half a wave to 0",
    isSpanning: true,
    make: (rate, steps) =>
      cosineDecay(rate, { steps, warmup: Math.round(steps / 20) }),
  },
  plateau: {
    about: "a tenth of it when the loss of two validations did not improve",
    isSpanning: false,
    make: (rate) => rate, // what ReduceOnPlateau changes
  },
} satisfies Record<string, ScheduleChoice>;

/** Name of an optimizer on the command line. */
export type OptimizerName = keyof typeof optimizers;
/** Name of a schedule on the command line. */
export type ScheduleName = keyof typeof schedules;
