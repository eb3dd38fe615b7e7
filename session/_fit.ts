import type { Dataset } from "@cutedl/datasets";
import { yieldWhenDue } from "@cutedl/tensor/event-loop";
import { abortable } from "./_abortable.ts";
import { assertExamples, evaluateDataset } from "./_evaluate.ts";
import { countValidations, type FitSettings } from "./_fit_settings.ts";
import { Hooks } from "./_hooks.ts";
import type { MetricPool } from "./_metric_pool.ts";
import { Scores } from "./_scores.ts";
import type { Stopwatch } from "./_stopwatch.ts";
import type { Trainer } from "./_trainer.ts";
import { validationName } from "./_validation_name.ts";
import type {
  BatchContext,
  FitContext,
  FitEndContext,
  FitPlan,
} from "./callbacks/callback.ts";
import type { HistoryRow } from "./history.ts";
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
  readonly #data: Dataset;
  readonly #settings: FitSettings;
  readonly #plan: FitPlan;
  readonly #hooks: Hooks;
  #epoch: number; // from 1
  #scores: Scores | undefined; // since the last row
  #row: HistoryRow | undefined; // measured, and not yet recorded
  #isStopping = false;

  constructor(parts: FitParts, data: Dataset, settings: FitSettings) {
    this.#session = parts.session;
    this.#trainer = parts.trainer;
    this.#pool = parts.pool;
    this.#stopwatch = parts.stopwatch;
    this.#data = data;
    this.#settings = settings;
    this.#hooks = new Hooks(settings.callbacks);
    this.#epoch = this.#trainer.epoch + 1;
    const { epoch, step } = this.#trainer;
    const { epochs, batchSize, validation } = settings;
    const stepsPerEpoch = data.size === undefined
      ? undefined
      : Math.ceil(data.size / batchSize);
    const start = { epoch, step, stepsPerEpoch };
    this.#plan = {
      epochs,
      batchSize,
      stepsPerEpoch,
      validations: countValidations(settings, start),
      series: seriesNames(parts.pool, validation !== undefined),
    };
  }

  /** Ends the run after the step that is under way. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Trains, and runs `onFitEnd` whatever happens. */
  async run(): Promise<void> {
    const { signal } = this.#settings;
    const errors: unknown[] = [];
    let outcome: FitEndContext["outcome"] = "finished";
    try {
      await this.#hooks.start(this.#context());
      await this.#trainEpochs();
      if (this.#isStopping) outcome = "stopped";
    } catch (error) {
      errors.push(error);
      const isAborted = signal?.aborted && error === signal.reason;
      outcome = isAborted ? "aborted" : "failed";
      if (isAborted) this.#trainer.renewMemory(); // a batch may come late
    }
    this.#stopwatch.stop();
    try {
      this.#record();
    } catch (error) {
      errors.push(error);
    }
    const context = { ...this.#context(), outcome };
    errors.push(...await this.#hooks.end(context));
    if (errors.length > 0) throw errors[0];
  }

  async #trainEpochs(): Promise<void> {
    const { epochs, signal } = this.#settings;
    for (let i = 1; i <= epochs && !this.#isStopping; i++) {
      this.#epoch = this.#trainer.epoch + 1;
      await this.#hooks.run("onEpochStart", this.#context());
      if (this.#isStopping) break;
      const isComplete = await this.#trainEpoch();
      if (isComplete) await this.#endEpoch(i === epochs);
      signal?.throwIfAborted();
    }
  }

  /** Trains on the batches of an epoch; tells whether it came to the end. */
  async #trainEpoch(): Promise<boolean> {
    const trainer = this.#trainer;
    const { batchSize, shuffle, signal, validation } = this.#settings;
    const { seed } = this.#session;
    const { epoch } = trainer; // from 0
    const { workspace } = trainer;
    const batches = abortable(
      this.#data.batches({ batchSize, shuffle, seed, epoch, workspace }),
      signal,
    );
    const moment = this.#hooks.has("onBatchEnd")
      ? this.#batchContext()
      : undefined;
    const validateEvery = validation?.every.steps ?? Infinity;
    let isComplete = true;
    let steps = 0;
    this.#stopwatch.start();
    for await (const { inputs, targets, size } of batches) {
      const outcome = trainer.train(inputs, targets);
      steps++;
      this.#scores ??= new Scores(this.#pool);
      this.#scores.add(outcome, targets, size);
      if (moment !== undefined) {
        moment.step = trainer.step;
        moment.loss = outcome.value;
        moment.batchSize = size;
        const promise = this.#hooks.run("onBatchEnd", moment);
        if (promise !== undefined) await promise;
      }
      if (trainer.step % validateEvery === 0 && !this.#isStopping) {
        await this.#validate();
        this.#stopwatch.start();
      }
      await yieldWhenDue();
      if (this.#isStopping) {
        isComplete = steps === this.#plan.stepsPerEpoch;
        break;
      }
    }
    this.#stopwatch.stop();
    assertExamples(steps, "fit");
    trainer.assertFiniteWeights(this.#epoch);
    return isComplete;
  }

  /** Counts the epoch, validates if it is time, and records a row. */
  async #endEpoch(isLast: boolean): Promise<void> {
    const epoch = ++this.#trainer.epoch;
    const { validation } = this.#settings;
    const isDue = validation !== undefined && !this.#isStopping &&
      (isLast || epoch % validation.every.epochs === 0);
    const isDone = this.#scores === undefined; // by { steps }
    if (isDue && !isDone) await this.#validate();
    else this.#record();
    const row = this.#session.history.rows.at(-1)!;
    await this.#hooks.run("onEpochEnd", { ...this.#context(), row });
  }

  async #validate(): Promise<void> {
    const { data, batchSize, batches } = this.#settings.validation!;
    this.#measure();
    this.#stopwatch.stop();
    await this.#hooks.run("onValidationStart", this.#context());
    const values = await evaluateDataset(this.#trainer, data, {
      action: "validate",
      batchSize,
      batches,
      pool: this.#pool,
      signal: this.#settings.signal,
      epoch: this.#epoch,
    });
    const named = Object.entries(values).map((
      [name, value],
    ) => [validationName(name), value]);
    this.#record(Object.fromEntries(named));
    const row = this.#session.history.rows.at(-1)!;
    await this.#hooks.run("onValidationEnd", { ...this.#context(), row });
  }

  /** Takes the training figures since the last row. */
  #measure(): void {
    const scores = this.#scores;
    if (scores === undefined) return;
    this.#scores = undefined;
    this.#row = {
      epoch: this.#epoch,
      step: this.#trainer.step,
      seconds: this.#stopwatch.seconds,
      ...scores.take(),
    };
  }

  /** Records them, if there are any, with those of a validation. */
  #record(validation: Record<string, number> = {}): void {
    this.#measure();
    if (this.#row === undefined) return;
    this.#session.history.record({ ...this.#row, ...validation });
    this.#row = undefined;
  }

  #context(): FitContext {
    const session = this.#session;
    return {
      session,
      history: session.history,
      plan: this.#plan,
      epoch: this.#epoch,
      step: this.#trainer.step,
    };
  }

  /** One object for all steps of an epoch. */
  #batchContext(): Mutable<BatchContext> {
    const running = (): Record<string, number> => this.#scores?.result() ?? {};
    return {
      ...this.#context(),
      loss: NaN,
      batchSize: 0,
      get running() {
        return running();
      },
    };
  }
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

function seriesNames(pool: MetricPool, validates: boolean): string[] {
  const names = ["loss", ...pool.names];
  return validates ? [...names, ...names.map(validationName)] : names;
}
