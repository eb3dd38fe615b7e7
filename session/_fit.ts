import type { Batch, Dataset } from "@cutedl/datasets";
import { yieldWhenDue } from "@cutedl/tensor/event-loop";
import { abortable } from "./_abortable.ts";
import { callbackStates, restoreCallbacks } from "./_callback_states.ts";
import { assertExamples, evaluateDataset } from "./_evaluate.ts";
import { planFit } from "./_fit_plan.ts";
import type { FitSettings } from "./_fit_settings.ts";
import { assertSameFit, batchesOf, type FitState } from "./_fit_state.ts";
import { Hooks } from "./_hooks.ts";
import type { MetricPool } from "./_metric_pool.ts";
import { outcomeOf } from "./_outcome_of.ts";
import { Recorder } from "./_recorder.ts";
import type { Stopwatch } from "./_stopwatch.ts";
import type { Trainer } from "./_trainer.ts";
import { Weigher } from "./_weigher.ts";
import { validationName } from "./_validation_name.ts";
import type {
  BatchContext,
  FitContext,
  FitEndContext,
  FitPlan,
} from "./callbacks/callback.ts";
import type { Session } from "./session.ts";

/** What a fit works with. */
export interface FitParts {
  readonly session: Session;
  readonly trainer: Trainer;
  readonly pool: MetricPool;
  readonly stopwatch: Stopwatch;
}

/** One run of the training loop. */
export class Fit {
  readonly #session: Session;
  readonly #trainer: Trainer;
  readonly #pool: MetricPool;
  readonly #stopwatch: Stopwatch; // runs while training, not while validating
  readonly #recorder: Recorder;
  readonly #data: Dataset;
  readonly #settings: FitSettings;
  readonly #plan: FitPlan;
  readonly #hooks: Hooks;
  readonly #weigher: Weigher;
  readonly #resumed: FitState | undefined; // what it goes on with
  #epoch: number; // from 1
  #batch: number; // of the epoch, trained on
  #isStopping: boolean;
  #state: (() => FitState | undefined) | undefined; // once it has begun

  /**
   * @param resumed State of an interrupted fit, to go on with.
   * @throws {RangeError} If that was asked for something else.
   */
  constructor(
    parts: FitParts,
    data: Dataset,
    settings: FitSettings,
    resumed?: FitState,
  ) {
    const { session, trainer, pool, stopwatch } = parts;
    const { history } = session;
    const { epoch, step } = trainer;
    this.#session = session;
    this.#trainer = trainer;
    this.#pool = pool;
    this.#stopwatch = stopwatch;
    this.#recorder = new Recorder({ history, pool, stopwatch });
    this.#data = data;
    this.#settings = settings;
    this.#hooks = new Hooks(settings.callbacks);
    this.#weigher = new Weigher(trainer, settings.classWeights, "fit");
    this.#resumed = resumed;
    this.#epoch = epoch + 1;
    this.#batch = resumed?.batch ?? 0;
    this.#isStopping = resumed?.isStopping ?? false;
    this.#plan = planFit(data, settings, {
      firstEpoch: resumed?.firstEpoch ?? epoch,
      epoch,
      batch: this.#batch,
      step,
      metrics: pool.names,
    });
    if (resumed !== undefined) assertSameFit(resumed, data, settings, epoch);
  }

  /** Ends the run after the step that is under way. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Whether the callbacks were told that it starts, and none refused. */
  get hasBegun(): boolean {
    return this.#state !== undefined;
  }

  /** What another fit needs to go on from here; none once this is over. */
  state(): FitState | undefined {
    return this.#state?.();
  }

  /** Trains, and runs `onFitEnd` whatever happens. */
  async run(): Promise<void> {
    const { signal } = this.#settings;
    const errors: unknown[] = [];
    let outcome: FitEndContext["outcome"] = "finished";
    try {
      await this.#hooks.start(this.#context());
      this.#begin();
      await this.#trainEpochs();
      if (this.#isStopping) outcome = "stopped";
      this.#state = () => undefined;
    } catch (error) {
      errors.push(error);
      const isAborted = signal?.aborted && error === signal.reason;
      outcome = isAborted ? "aborted" : "failed";
      if (isAborted) this.#trainer.renewMemory(); // a batch may come late
      this.#state &&= outcomeOf(this.#state); // before the row of a part
    }
    this.#stopwatch.stop();
    try {
      this.#recorder.record(this.#place);
    } catch (error) {
      errors.push(error);
    }
    const context = { ...this.#context(), outcome };
    errors.push(...await this.#hooks.end(context));
    // the one who aborted knows the reason, not what failed because of it
    if (outcome === "aborted" && errors.length > 1) errors.shift();
    if (errors.length > 0) throw errors[0];
  }

  /** Goes on with what was interrupted, if anything was. */
  #begin(): void {
    const resumed = this.#resumed;
    if (resumed !== undefined) {
      const { callbacks } = this.#settings;
      restoreCallbacks(resumed.callbacks, callbacks, this.#context());
      this.#recorder.restore(resumed.recorder);
    }
    this.#state = () => ({
      batches: batchesOf(this.#data, this.#settings),
      firstEpoch: this.#plan.firstEpoch - 1,
      batch: this.#batch,
      isStopping: this.#isStopping,
      rows: this.#session.history.rows.length,
      recorder: this.#recorder.state(),
      callbacks: callbackStates(this.#settings.callbacks),
    });
  }

  async #trainEpochs(): Promise<void> {
    const { epochs, signal } = this.#settings;
    const last = this.#plan.firstEpoch + epochs - 1;
    while (this.#trainer.epoch < last && !this.#isStopping) {
      this.#epoch = this.#trainer.epoch + 1;
      if (this.#batch === 0) {
        await this.#hooks.run("onEpochStart", this.#context());
        if (this.#isStopping) break;
      }
      const isComplete = await this.#trainEpoch();
      if (isComplete) await this.#endEpoch(this.#epoch === last);
      signal?.throwIfAborted();
    }
  }

  /** Trains on the batches of an epoch; tells whether it came to the end. */
  async #trainEpoch(): Promise<boolean> {
    const trainer = this.#trainer;
    const hooks = this.#hooks;
    const { stepsPerEpoch } = this.#plan;
    const moment = this.#batchContext();
    const isWatched = hooks.has("onBatchEnd");
    const isSaved = hooks.has("onSavePoint");
    let isComplete = true;
    if (this.#isValidationDue) await this.#validate(); // of an interrupted step
    this.#stopwatch.start();
    for await (const plain of this.#openBatches()) {
      const batch = this.#weigher.weigh(plain, trainer.workspace);
      const outcome = trainer.train(batch);
      this.#batch++;
      this.#recorder.add(outcome, batch);
      moment.step = trainer.step;
      moment.batch = this.#batch;
      moment.loss = outcome.value;
      moment.batchSize = batch.size;
      if (isWatched) {
        const promise = hooks.run("onBatchEnd", moment);
        if (promise !== undefined) await promise;
      }
      if (this.#isValidationDue && !this.#isStopping) {
        await this.#validate();
        this.#stopwatch.start();
      }
      const isLast = this.#batch === stepsPerEpoch;
      if (isSaved && !isLast) {
        this.#stopwatch.stop();
        const promise = hooks.run("onSavePoint", moment);
        if (promise !== undefined) await promise;
        this.#stopwatch.start();
      }
      await yieldWhenDue();
      if (this.#isStopping) {
        isComplete = isLast;
        break;
      }
    }
    this.#stopwatch.stop();
    assertExamples(this.#batch, "fit");
    trainer.assertFiniteWeights(this.#epoch);
    return isComplete;
  }

  /** The batches of the epoch that are not trained on yet. */
  #openBatches(): AsyncIterable<Batch> {
    const { batchSize, shuffle, signal } = this.#settings;
    const { seed } = this.#session;
    const { epoch, workspace } = this.#trainer; // epoch from 0
    const start = this.#batch;
    const options = { batchSize, shuffle, seed, epoch, workspace };
    const batches = this.#data.batches(
      start === 0 ? options : { ...options, start },
    );
    return abortable(batches, signal);
  }

  /** Validates if it is time, records a row, and counts the epoch. */
  async #endEpoch(isLast: boolean): Promise<void> {
    const { validation } = this.#settings;
    const isDue = validation !== undefined && !this.#isStopping &&
      (isLast || this.#epoch % validation.every.epochs === 0);
    if (isDue && !this.#isRecorded) await this.#validate();
    else this.#recorder.record(this.#place);
    this.#trainer.epoch++;
    this.#batch = 0;
    const row = this.#session.history.rows.at(-1)!;
    await this.#hooks.run("onEpochEnd", { ...this.#context(), row });
    await this.#hooks.run("onSavePoint", this.#context());
  }

  async #validate(): Promise<void> {
    const { data, batchSize, batches } = this.#settings.validation!;
    this.#recorder.measure(this.#place);
    this.#stopwatch.stop();
    await this.#hooks.run("onValidationStart", this.#context());
    const values = await evaluateDataset(this.#trainer, data, {
      action: "validate",
      batchSize,
      batches,
      pool: this.#pool,
      weigher: this.#weigher,
      signal: this.#settings.signal,
      epoch: this.#epoch,
    });
    const named = Object.entries(values).map((
      [name, value],
    ) => [validationName(name), value]);
    this.#recorder.record(this.#place, Object.fromEntries(named));
    const row = this.#session.history.rows.at(-1)!;
    await this.#hooks.run("onValidationEnd", { ...this.#context(), row });
  }

  /** Whether a validation by steps is due, and not done. */
  get #isValidationDue(): boolean {
    const { validation } = this.#settings;
    return validation !== undefined && this.#batch > 0 &&
      this.#trainer.step % validation.every.steps === 0 && !this.#isRecorded;
  }

  /** Whether the step has its row. */
  get #isRecorded(): boolean {
    return this.#session.history.rows.at(-1)?.step === this.#trainer.step;
  }

  get #place(): { epoch: number; step: number } {
    return { epoch: this.#epoch, step: this.#trainer.step };
  }

  #context(): FitContext {
    const session = this.#session;
    return {
      session,
      history: session.history,
      plan: this.#plan,
      epoch: this.#epoch,
      batch: this.#batch,
      step: this.#trainer.step,
    };
  }

  /** One object for all steps of an epoch. */
  #batchContext(): Mutable<BatchContext> {
    const recorder = this.#recorder;
    return {
      ...this.#context(),
      loss: NaN,
      batchSize: 0,
      get running() {
        return recorder.running;
      },
    };
  }
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
