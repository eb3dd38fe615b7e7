import type { Dataset } from "@cutedl/datasets";
import { Fit, type FitParts } from "./_fit.ts";
import { readFitSettings } from "./_fit_settings.ts";
import type { FitState } from "./_fit_state.ts";
import { outcomeOf } from "./_outcome_of.ts";
import type { FitOptions } from "./fit_options.ts";

/** The fits of a session: one at a time, and what an interrupted one left. */
export class Fits {
  readonly #parts: FitParts;
  #running: Fit | undefined;
  #interrupted: () => FitState | undefined;
  #isLoaded: boolean; // and has not been fitted since

  /** @param interrupted State of a fit that the next one is to go on with. */
  constructor(parts: FitParts, interrupted: FitState | undefined) {
    this.#parts = parts;
    this.#interrupted = () => interrupted;
    this.#isLoaded = interrupted !== undefined;
  }

  /** Runs a fit. */
  async run(data: Dataset, options: FitOptions): Promise<void> {
    if (this.#running !== undefined) {
      throw new Error(
        "Cannot fit: expected one fit of a session at a time, received a " +
          "second one while the first runs: await the first, or make a second " +
          "session",
      );
    }
    const { session, trainer } = this.#parts;
    const settings = readFitSettings(data, options);
    const { resume = this.#isLoaded, signal } = settings;
    const resumed = resume ? this.#interruptedFit() : undefined;
    signal?.throwIfAborted();
    trainer.build(data.inputShape, "fit");
    const fit = new Fit(this.#parts, data, settings, resumed);
    if (resumed !== undefined) session.history.truncate(resumed.rows);
    this.#running = fit;
    try {
      await fit.run();
    } finally {
      this.#running = undefined;
      if (fit.hasBegun) {
        this.#interrupted = outcomeOf(() => fit.state());
        this.#isLoaded = false;
      }
    }
  }

  /** Ends a running fit after the step that is under way. */
  stop(): void {
    this.#running?.stop();
  }

  /** What the running or interrupted fit needs to go on; none without. */
  state(): FitState | undefined {
    const fit = this.#running;
    return fit?.hasBegun ? fit.state() : this.#interrupted();
  }

  /** Forgets an interrupted fit: the model is trained by other means. */
  forget(): void {
    this.#interrupted = () => undefined;
    this.#isLoaded = false;
  }

  #interruptedFit(): FitState {
    const state = this.#interrupted();
    if (state !== undefined) return state;
    throw new Error(
      "Cannot resume fit: expected a session whose last fit was interrupted, " +
        "received one without: leave resume out to begin a new fit",
    );
  }
}
