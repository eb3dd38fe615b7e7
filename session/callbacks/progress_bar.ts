/**
 * The progress of a fit, on a terminal or in lines.
 *
 * @module
 */
import { formatCount, formatSeconds, formatValue } from "../_numbers.ts";
import { progressLine, rowLine } from "./_progress_line.ts";
import { COLUMNS, type Output, standardOutput } from "./_standard_output.ts";
import type {
  BatchContext,
  Callback,
  FitContext,
  FitEndContext,
  RowContext,
} from "./callback.ts";

/** Options for {@linkcode ProgressBar}. */
export interface ProgressBarOptions {
  /**
   * Writes text as it is; default the standard output of Deno, Node and Bun, or
   * the console where there is none.
   */
  write?: (text: string) => unknown;
  /** Whether a line can be written over; default what the output says. */
  terminal?: boolean;
  /**
   * Width of a line; default what the terminal says, else 80, and without a
   * terminal no limit.
   */
  columns?: number;
  /** Clock in milliseconds; default `performance.now`. */
  now?: () => number;
}

const INTERVAL = 100; // ms between two drawings
const ERASE = "\x1b[K"; // from the cursor to the end of the line

/**
 * Shows how a fit goes on.
 *
 * Each row of the history becomes a line. On a terminal, a line with a bar is
 * redrawn between them, at most ten times a second. Samples per second are
 * those of the epoch, without its validation. The time left reckons with the
 * mean time of the steps and of the validations so far; before the first
 * validation it leaves them out.
 *
 * @example
 * ```ts
 * import { ArrayDataset } from "@cutedl/datasets";
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { MeanSquaredError } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { ProgressBar, Session } from "@cutedl/session";
 * import { tensor } from "@cutedl/tensor";
 * import { assertMatch } from "@std/assert";
 *
 * const session = new Session(new Sequential([new Dense(1)]), {
 *   loss: new MeanSquaredError(),
 *   optimizer: new Fixed(0.1),
 * });
 * let text = "";
 * const progress = new ProgressBar({ write: (line) => text += line });
 * const data = new ArrayDataset(tensor([[1], [2]]), tensor([[2], [4]]));
 * await session.fit(data, { epochs: 1, callbacks: [progress] });
 * assertMatch(text, /^epoch 1\/1  step 1  loss \d.+ samples\/s  in \d.+ s\n$/);
 * ```
 */
export class ProgressBar implements Callback {
  readonly #output: Output;
  readonly #now: () => number;
  #firstStep = 0; // of the fit
  #started = 0; // times in ms
  #epochStarted = 0; // moved on by the time of validation
  #epochFirstStep = 0;
  #examples = 0; // of the epoch
  #validationStarted = 0;
  #validationTime = 0;
  #validations = 0;
  #drawn = 0;
  #isOpen = false; // whether a drawn line waits for its end
  #printed = 0; // rows of the history

  /**
   * Creates a callback for one session at a time.
   *
   * @param options Where to write, and how.
   */
  constructor(options: ProgressBarOptions = {}) {
    const { write, terminal, columns, now = () => performance.now() } = options;
    const output = write === undefined
      ? standardOutput()
      : { write, isTerminal: false, columns: () => COLUMNS };
    const isTerminal = terminal ?? output.isTerminal;
    this.#output = {
      write: output.write,
      isTerminal,
      columns: () => columns ?? (isTerminal ? output.columns() : Infinity),
    };
    this.#now = now;
  }

  /**
   * Begins.
   *
   * @param context The moment.
   */
  onFitStart({ step, batch, history }: FitContext): void {
    this.#started = this.#drawn = this.#epochStarted = this.#now();
    this.#firstStep = step;
    this.#epochFirstStep = step - batch;
    this.#examples = 0;
    this.#validationTime = this.#validations = 0;
    this.#isOpen = false;
    this.#printed = history.rows.length;
  }

  /**
   * Begins an epoch.
   *
   * @param context The moment.
   */
  onEpochStart({ step }: FitContext): void {
    this.#epochStarted = this.#now();
    this.#epochFirstStep = step;
    this.#examples = 0;
  }

  /**
   * Redraws the line, if it is time.
   *
   * @param context The moment.
   */
  onBatchEnd(context: BatchContext): void {
    this.#examples += context.batchSize;
    if (!this.#output.isTerminal) return;
    const now = this.#now();
    if (now - this.#drawn < INTERVAL) return;
    const values = Object.entries(context.running).map(formatEntry);
    this.#draw(context, now, values);
  }

  /**
   * Says that it validates, if it is time to redraw.
   *
   * @param context The moment.
   */
  onValidationStart(context: FitContext): void {
    const now = this.#validationStarted = this.#now();
    if (!this.#output.isTerminal || now - this.#drawn < INTERVAL) return;
    this.#draw(context, now, ["validating"]);
  }

  /**
   * Prints the row of a validation.
   *
   * @param context The moment, with the row.
   */
  onValidationEnd(context: RowContext): void {
    const now = this.#now();
    const time = now - this.#validationStarted;
    this.#epochStarted += time;
    this.#validationTime += time;
    this.#validations++;
    this.#print(context, now, this.#timeLeft(context, now));
  }

  /**
   * Prints the row of an epoch, if validation has not.
   *
   * @param context The moment, with the row.
   */
  onEpochEnd(context: RowContext): void {
    const now = this.#now();
    this.#print(context, now, this.#timeLeft(context, now));
  }

  /**
   * Prints what is left to print, and leaves the cursor on a line of its own.
   *
   * @param context The moment, with how the fit ended.
   */
  onFitEnd(context: FitEndContext): void {
    const now = this.#now();
    this.#print(context, now, this.#timeTaken(now));
    if (this.#isOpen) this.#output.write("\n");
    this.#isOpen = false;
  }

  /** Prints the rows that are not printed yet. */
  #print(context: FitContext, now: number, time: string): void {
    const { write, isTerminal, columns } = this.#output;
    const rows = context.history.rows.slice(this.#printed);
    this.#printed += rows.length;
    for (const row of rows) {
      const { epoch, step, seconds: _, ...series } = row;
      const head = this.#head(context, epoch);
      const values = Object.entries(series).map(formatEntry);
      const rate = this.#rate(now);
      const line = rowLine({ head, step, values, rate, time }, columns());
      write(isTerminal ? `\r${line}${ERASE}\n` : `${line}\n`);
      this.#isOpen = false;
    }
  }

  #draw(context: FitContext, now: number, values: string[]): void {
    const line = progressLine({
      head: this.#head(context, context.epoch),
      step: context.step,
      done: context.step - this.#epochFirstStep,
      total: context.plan.stepsPerEpoch,
      values,
      rate: this.#rate(now),
      time: this.#timeLeft(context, now),
    }, this.#output.columns());
    this.#output.write(`\r${line}${ERASE}`);
    this.#drawn = now;
    this.#isOpen = true;
  }

  #head({ plan }: FitContext, epoch: number): string {
    return `epoch ${epoch}/${plan.firstEpoch + plan.epochs - 1}`;
  }

  #rate(now: number): string {
    const seconds = (now - this.#epochStarted) / 1000;
    if (!(seconds > 0 && this.#examples > 0)) return "";
    return `${formatCount(this.#examples / seconds)} samples/s`;
  }

  #timeTaken(now: number): string {
    return `in ${formatSeconds((now - this.#started) / 1000)}`;
  }

  /** Time left, or taken if nothing is left to do; empty if it is unknown. */
  #timeLeft({ plan, epoch, step }: FitContext, now: number): string {
    const { firstEpoch, epochs, stepsPerEpoch, validations } = plan;
    if (stepsPerEpoch === undefined || validations === undefined) return "";
    const steps = step - this.#firstStep;
    const stepsDone = step - this.#epochFirstStep; // of the epoch
    const epochsLeft = firstEpoch + epochs - epoch;
    const stepsLeft = Math.max(0, epochsLeft * stepsPerEpoch - stepsDone);
    const validationsLeft = Math.max(0, validations - this.#validations);
    if (stepsLeft + validationsLeft === 0) return this.#timeTaken(now);
    const training = now - this.#started - this.#validationTime;
    const validation = this.#validations === 0
      ? 0
      : this.#validationTime / this.#validations * validationsLeft;
    const left = training / steps * stepsLeft + validation;
    return left > 0 && left < Infinity
      ? `${formatSeconds(left / 1000)} left`
      : "";
  }
}

function formatEntry([name, value]: [string, number | undefined]): string {
  return `${name} ${formatValue(value ?? NaN)}`;
}
