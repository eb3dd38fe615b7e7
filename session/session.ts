import type { Dataset } from "@cutedl/datasets";
import type { Layer } from "@cutedl/layers";
import type { Loss } from "@cutedl/losses";
import type { Optimizer } from "@cutedl/optimizers";
import type { Tensor } from "@cutedl/tensor";
import { assertDataset, assertLoss, assertOptimizer } from "./_assert_kind.ts";
import { assertOutputs } from "./_assert_outputs.ts";
import { evaluateDataset, readEvaluateOptions } from "./_evaluate.ts";
import { Fit } from "./_fit.ts";
import { readFitSettings } from "./_fit_settings.ts";
import { MetricPool } from "./_metric_pool.ts";
import { assertWhole } from "./_options.ts";
import { predictDataset, predictTensor } from "./_predict.ts";
import { Stopwatch } from "./_stopwatch.ts";
import { Trainer } from "./_trainer.ts";
import type { FitOptions } from "./fit_options.ts";
import { History } from "./history.ts";
import type {
  EvaluateOptions,
  Evaluation,
  SessionOptions,
} from "./session_options.ts";

/**
 * A model in training: with its loss, its optimizer, and what was measured.
 *
 * Training goes on where it was: a second `fit` adds epochs and rows to the
 * first. While a fit runs, it lets timers, signals and the page have a turn at
 * least every 50 ms.
 *
 * @example
 * ```ts
 * import { ArrayDataset } from "@cutedl/datasets";
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { BinaryCrossentropy } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { Session } from "@cutedl/session";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const or = new ArrayDataset(
 *   tensor([[0, 0], [0, 1], [1, 0], [1, 1]]),
 *   tensor([[0], [1], [1], [1]]),
 * );
 * const session = new Session(new Sequential([new Dense(1)]), {
 *   loss: new BinaryCrossentropy(),
 *   optimizer: new Fixed(1),
 * });
 * await session.fit(or, { epochs: 100, batchSize: 4 });
 * assertEquals((await session.evaluate(or)).accuracy, 1);
 * ```
 */
export class Session {
  /** What is trained. */
  readonly model: Layer;
  /** What training makes small. */
  readonly loss: Loss;
  /** How parameters change. */
  readonly optimizer: Optimizer;
  /** Seed of the shuffling. */
  readonly seed: number;
  /** What was measured, over all fits. */
  readonly history: History = new History();
  readonly #trainer: Trainer;
  readonly #pool: MetricPool;
  readonly #stopwatch = new Stopwatch();
  #fit: Fit | undefined; // while one runs

  /**
   * Creates a session that has not trained yet.
   *
   * @param model A layer, such as a `Sequential`; if it is not built, the first
   * data that it meets builds it.
   * @param options Loss, optimizer, metrics, seed.
   * @throws {TypeError} If the model ends in a softmax or sigmoid, and the loss
   * expects logits; or if loss or optimizer is none.
   * @throws {RangeError} If the seed is not a whole number of at least 0, or
   * two metrics have one name.
   */
  constructor(model: Layer, options: SessionOptions) {
    const { loss, optimizer, metrics, seed = 0 } = options ?? {};
    assertLoss(loss);
    assertOptimizer(optimizer);
    assertWhole("create session", "seed", seed, 0);
    assertOutputs(model, loss);
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.seed = seed;
    this.#trainer = new Trainer(model, loss, optimizer);
    this.#pool = new MetricPool(loss, metrics);
  }

  /** Epochs that were completed; one that was cut short starts anew. */
  get epoch(): number {
    return this.#trainer.epoch;
  }

  /** Training steps so far. */
  get step(): number {
    return this.#trainer.step;
  }

  /**
   * Takes one training step.
   *
   * @param inputs `[batch, ...inputShape]`.
   * @param targets What the loss expects, such as `[batch, classes]`.
   * @returns Mean loss over the batch, before the step.
   * @throws {DivergenceError} If the loss or a gradient is NaN or infinite; the
   * parameters are then unchanged.
   * @throws {ShapeError} If the shapes do not fit.
   *
   * @example
   * ```ts
   * import { Dense, Sequential } from "@cutedl/layers";
   * import { MeanSquaredError } from "@cutedl/losses";
   * import { Fixed } from "@cutedl/optimizers";
   * import { Session } from "@cutedl/session";
   * import { tensor } from "@cutedl/tensor";
   * import { assert } from "@std/assert";
   *
   * const session = new Session(new Sequential([new Dense(1)]), {
   *   loss: new MeanSquaredError(),
   *   optimizer: new Fixed(0.1),
   * });
   * const [inputs, targets] = [tensor([[1], [2]]), tensor([[2], [4]])];
   * const before = session.trainBatch(inputs, targets);
   * assert(session.trainBatch(inputs, targets) < before);
   * ```
   */
  trainBatch(inputs: Tensor, targets: Tensor): number {
    this.#trainer.buildFor(inputs, "train on batch");
    return this.#trainer.train(inputs, targets).value;
  }

  /**
   * Trains for some more epochs.
   *
   * @param data Examples to train on.
   * @param options Epochs, batches, validation, callbacks, signal.
   * @returns The history of the session. It has a row for each end of an epoch,
   * each validation, and the last step, also of a fit that is stopped.
   * @throws {DivergenceError} If a loss, a gradient or a weight becomes NaN or
   * infinite.
   * @throws {ShapeError} If the data does not fit the model or the loss.
   * @throws {RangeError} If an option is not sensible, or there are no examples.
   * @throws {Error} If a fit of this session runs already. What the signal was
   * aborted with, or a callback or the data threw, is thrown, too; the session
   * can be used after.
   *
   * @example Validation, and a callback
   * ```ts
   * import { ArrayDataset } from "@cutedl/datasets";
   * import { Dense, Sequential } from "@cutedl/layers";
   * import { MeanSquaredError } from "@cutedl/losses";
   * import { Fixed } from "@cutedl/optimizers";
   * import { Session } from "@cutedl/session";
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const double = new ArrayDataset(tensor([[1], [2]]), tensor([[2], [4]]));
   * const session = new Session(new Sequential([new Dense(1)]), {
   *   loss: new MeanSquaredError(),
   *   optimizer: new Fixed(0.1),
   * });
   * const history = await session.fit(double, {
   *   epochs: 10,
   *   validation: double,
   *   validateEvery: { epochs: 5 },
   *   callbacks: [{ onEpochEnd: ({ epoch }) => epoch === 8 && session.stop() }],
   * });
   * assertEquals(history.series("epochs"), [1, 2, 3, 4, 5, 6, 7, 8]);
   * assertEquals(history.steps("valLoss"), [5]);
   * ```
   */
  async fit(data: Dataset, options: FitOptions = {}): Promise<History> {
    if (this.#fit !== undefined) {
      throw new Error(
        "Cannot fit: expected one fit of a session at a time, received a " +
          "second one while the first runs: await the first, or make a second " +
          "session",
      );
    }
    const settings = readFitSettings(data, options);
    settings.signal?.throwIfAborted();
    this.#trainer.build(data.inputShape, "fit");
    const parts = {
      session: this,
      trainer: this.#trainer,
      pool: this.#pool,
      stopwatch: this.#stopwatch,
    };
    this.#fit = new Fit(parts, data, settings);
    try {
      await this.#fit.run();
    } finally {
      this.#fit = undefined;
    }
    return this.history;
  }

  /**
   * Ends a running `fit` after the step that is under way: it resolves with the
   * history, and the callbacks' `onFitEnd` runs. A validation that is under way
   * is finished; no other one is begun. Without a running fit nothing happens.
   *
   * @example
   * ```ts
   * import { ArrayDataset } from "@cutedl/datasets";
   * import { Dense, Sequential } from "@cutedl/layers";
   * import { MeanSquaredError } from "@cutedl/losses";
   * import { Fixed } from "@cutedl/optimizers";
   * import { Session } from "@cutedl/session";
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const double = new ArrayDataset(tensor([[1], [2]]), tensor([[2], [4]]));
   * const session = new Session(new Sequential([new Dense(1)]), {
   *   loss: new MeanSquaredError(),
   *   optimizer: new Fixed(0.1),
   * });
   * const history = await session.fit(double, {
   *   epochs: 1000,
   *   callbacks: [{ onBatchEnd: ({ step }) => step === 3 && session.stop() }],
   * });
   * assertEquals(history.last("steps"), 3);
   * ```
   */
  stop(): void {
    this.#fit?.stop();
  }

  /**
   * Measures loss and metrics over all examples of a dataset, and leaves the
   * model as it is.
   *
   * @param data Examples to evaluate on.
   * @param options Batch size, signal.
   * @returns Means over the examples.
   * @throws {ShapeError} If the data does not fit the model or the loss.
   * @throws {RangeError} If the batch size is not a whole number of at least 1,
   * or there are no examples.
   *
   * @example
   * ```ts
   * import { ArrayDataset } from "@cutedl/datasets";
   * import { Dense, Sequential } from "@cutedl/layers";
   * import { MeanSquaredError } from "@cutedl/losses";
   * import { Fixed } from "@cutedl/optimizers";
   * import { Session } from "@cutedl/session";
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const model = new Sequential([
   *   new Dense(1, { kernelInitializer: "zeros" }),
   * ]);
   * const session = new Session(model, {
   *   loss: new MeanSquaredError(),
   *   optimizer: new Fixed(0.1),
   * });
   * const data = new ArrayDataset(tensor([[1], [2]]), tensor([[2], [4]]));
   * assertEquals(await session.evaluate(data), { loss: (2 + 8) / 2 });
   * ```
   */
  async evaluate(
    data: Dataset,
    options: EvaluateOptions = {},
  ): Promise<Evaluation> {
    const action = "evaluate";
    assertDataset(data, { action, name: "data" });
    const settings = readEvaluateOptions(action, options);
    this.#trainer.build(data.inputShape, action);
    const pool = this.#pool;
    return await evaluateDataset(this.#trainer, data, { ...settings, pool });
  }

  /**
   * Computes the model's outputs, such as logits.
   *
   * @param inputs `[batch, ...inputShape]`.
   * @returns `[batch, ...outputShape]`, which never changes later.
   * @throws {ShapeError} If the inputs do not fit.
   *
   * @example
   * ```ts
   * import { Dense, Sequential } from "@cutedl/layers";
   * import { MeanSquaredError } from "@cutedl/losses";
   * import { Fixed } from "@cutedl/optimizers";
   * import { Session } from "@cutedl/session";
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const model = new Sequential([new Dense(2, { inputs: 1 })]);
   * const session = new Session(model, {
   *   loss: new MeanSquaredError(),
   *   optimizer: new Fixed(0.1),
   * });
   * assertEquals(session.predict(tensor([[1], [2], [3]])).shape, [3, 2]);
   * ```
   */
  predict(inputs: Tensor): Tensor;
  /**
   * Computes the model's outputs for all examples of a dataset, in its order.
   *
   * @param data The examples; their targets are ignored.
   * @param options Batch size, signal.
   * @returns `[examples, ...outputShape]`.
   * @throws {ShapeError} If the data does not fit the model.
   * @throws {RangeError} If the batch size is not a whole number of at least 1,
   * or there are no examples.
   */
  predict(data: Dataset, options?: EvaluateOptions): Promise<Tensor>;
  predict(
    data: Tensor | Dataset,
    options: EvaluateOptions = {},
  ): Tensor | Promise<Tensor> {
    return "batches" in data
      ? predictDataset(this.#trainer, data, options)
      : predictTensor(this.#trainer, data);
  }
}
