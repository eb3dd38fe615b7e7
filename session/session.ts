/**
 * A model in training.
 *
 * @module
 */
import type { Dataset } from "@cutedl/datasets";
import type { Layer } from "@cutedl/layers";
import type { Loss } from "@cutedl/losses";
import type { Optimizer } from "@cutedl/optimizers";
import type { Tensor } from "@cutedl/tensor";
import { assertDataset, assertLoss, assertOptimizer } from "./_assert_kind.ts";
import { assertOutputs } from "./_assert_outputs.ts";
import { evaluateDataset, readEvaluateOptions } from "./_evaluate.ts";
import { Fits } from "./_fits.ts";
import { MetricPool } from "./_metric_pool.ts";
import { assertWhole } from "./_options.ts";
import { predictDataset, predictTensor } from "./_predict.ts";
import { readSessionState, type SessionState } from "./_session_state.ts";
import { Stopwatch } from "./_stopwatch.ts";
import { Trainer } from "./_trainer.ts";
import { assertHeeded, Weigher } from "./_weigher.ts";
import type { FitOptions } from "./fit_options.ts";
import { History } from "./history.ts";
import type {
  EvaluateOptions,
  Evaluation,
  PredictOptions,
  SessionOptions,
  TrainBatchOptions,
} from "./session_options.ts";
import type { StateObject } from "./state_value.ts";

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
  readonly #stopwatch: Stopwatch;
  readonly #fits: Fits;

  /**
   * Creates a session that has not trained yet, or one that goes on from the
   * state of another.
   *
   * @param model A layer, such as a `Sequential`; if it is not built, the first
   * data that it meets builds it.
   * @param options Loss, optimizer, metrics, seed, state.
   * @throws {TypeError} If the model ends in a softmax or sigmoid, and the loss
   * expects logits; or if loss or optimizer is none.
   * @throws {RangeError} If the seed is not a whole number of at least 0, two
   * metrics have one name, or the state is damaged or that of a session with
   * another loss, optimizer or model.
   */
  constructor(model: Layer, options: SessionOptions) {
    const { loss, optimizer, metrics, state: saved } = options ?? {};
    assertLoss(loss);
    assertOptimizer(optimizer);
    const state = saved && readSessionState(saved, loss);
    const { seed = state?.seed ?? 0 } = options;
    assertWhole("create session", "seed", seed, 0);
    assertOutputs(model, loss);
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.seed = seed;
    this.#trainer = new Trainer(model, loss, optimizer, state);
    this.#pool = new MetricPool(loss, metrics);
    this.#stopwatch = new Stopwatch(state?.seconds);
    this.#fits = new Fits({
      session: this,
      trainer: this.#trainer,
      pool: this.#pool,
      stopwatch: this.#stopwatch,
    }, state?.fit);
    for (const row of state?.history ?? []) this.history.record(row);
    if (state) optimizer.restore(state.optimizer, model.parameters);
  }

  /**
   * Epochs that were completed; one that was cut short starts anew, unless its
   * fit is taken up.
   */
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
   * @param options How much each example counts.
   * @returns Mean loss over the batch, before the step.
   * @throws {DivergenceError} If the loss or a gradient is NaN or infinite; the
   * parameters are then unchanged.
   * @throws {ShapeError} If the shapes do not fit.
   * @throws {RangeError} If a weight is negative or not finite.
   * @throws {TypeError} If there are weights, and the loss does not heed them.
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
  trainBatch(
    inputs: Tensor,
    targets: Tensor,
    options: TrainBatchOptions = {},
  ): number {
    const action = "train on batch";
    const { weights } = options;
    if (weights !== undefined) assertHeeded(this.loss, action);
    this.#trainer.buildFor(inputs, action);
    this.#fits.forget();
    const batch = { inputs, targets, ...(weights && { weights }) };
    return this.#trainer.train(batch).value;
  }

  /**
   * Trains for some more epochs, or goes on with a fit that was interrupted.
   *
   * @param data Examples to train on.
   * @param options Epochs, batches, weights of classes, validation, callbacks,
   * signal.
   * @returns The history of the session. It has a row for each end of an epoch,
   * each validation, and the last step, also of a fit that is stopped.
   * @throws {DivergenceError} If a loss, a gradient or a weight becomes NaN or
   * infinite.
   * @throws {ShapeError} If the data does not fit the model or the loss.
   * @throws {RangeError} If an option is not sensible, there are no examples, or
   * data, options or callbacks are not those of the fit to be resumed.
   * @throws {TypeError} If there are weights, and the loss does not heed them, or
   * has no classes for those of classes.
   * @throws {Error} If a fit of this session runs already, or none is to be
   * resumed. What the signal was aborted with, or a callback or the data threw,
   * is thrown, too; the session can be used after, and the fit resumed.
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
    await this.#fits.run(data, options);
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
    this.#fits.stop();
  }

  /**
   * Copies what the session needs to go on later, beside its model: what its
   * optimizer remembers, counters, history, and of a fit that runs or was
   * interrupted the place in the data and the states of its callbacks.
   *
   * `sessionToBytes` saves it together with the model. While a fit runs, save in
   * `onSavePoint`: in other hooks, callbacks that come later in the list have
   * not seen the moment, and do not see it when the fit is taken up.
   *
   * @returns The state, which later steps do not change.
   * @throws {TypeError} If a metric without a state is amid an epoch.
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
   * const model = new Sequential([new Dense(1)]);
   * const loss = new MeanSquaredError();
   * const session = new Session(model, { loss, optimizer: new Fixed(0.1) });
   * session.trainBatch(tensor([[1]]), tensor([[2]]));
   * const same = new Session(model, {
   *   loss,
   *   optimizer: new Fixed(0.1),
   *   state: session.state(),
   * });
   * assertEquals(same.step, 1);
   * ```
   */
  state(): StateObject {
    const { name, predictions, labelSmoothing = 0 } = this.loss;
    const fit = this.#fits.state();
    const state: SessionState = {
      loss: {
        name,
        predictions,
        ...(labelSmoothing !== 0 && { labelSmoothing }),
      },
      optimizer: this.optimizer.state(),
      seed: this.seed,
      epoch: this.epoch,
      step: this.step,
      seconds: this.#stopwatch.seconds,
      history: [...this.history.rows],
      fit,
    };
    return state as unknown as StateObject;
  }

  /**
   * Measures loss and metrics over all examples of a dataset, and leaves the
   * model as it is.
   *
   * @param data Examples to evaluate on, which count as the weights in its
   * batches say.
   * @param options Batch size, signal, weights of classes, what else is shown the
   * batches.
   * @returns Means over the examples.
   * @throws {ShapeError} If the data does not fit the model or the loss.
   * @throws {RangeError} If the batch size is not a whole number of at least 1,
   * there are no examples, or a weight is negative or not finite.
   * @throws {TypeError} If there are weights, and the loss does not heed them.
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
    return await evaluateDataset(this.#trainer, data, {
      ...settings,
      pool: this.#pool,
      weigher: new Weigher(this.#trainer, options.classWeights, action),
      measures: options.measures,
    });
  }

  /**
   * Computes the model's outputs, such as logits, without a pause: for very many
   * inputs give a dataset, and the event loop has its turns.
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
  predict(data: Dataset, options?: PredictOptions): Promise<Tensor>;
  predict(
    data: Tensor | Dataset,
    options: PredictOptions = {},
  ): Tensor | Promise<Tensor> {
    return "batches" in data
      ? predictDataset(this.#trainer, data, options)
      : predictTensor(this.#trainer, data);
  }
}
