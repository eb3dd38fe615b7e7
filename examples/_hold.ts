import type { Callback, RowContext } from "@cutedl/session";

/** Stops a fit once its validations hold an accuracy. */
export class Hold implements Callback {
  readonly #target: number;
  readonly #validations: number;
  #steps: number[] = []; // of those in a row that were above it

  /**
   * @param target Accuracy to be above.
   * @param validations How many in a row must be.
   */
  constructor(target: number, validations: number) {
    this.#target = target;
    this.#validations = validations;
  }

  /** Step of the first of these validations, once there are so many. */
  get from(): number | undefined {
    return this.#steps.at(-this.#validations);
  }

  onValidationEnd({ row, step, session }: RowContext): void {
    if (row.valAccuracy! > this.#target) this.#steps.push(step);
    else this.#steps = [];
    if (this.from !== undefined) session.stop();
  }
}
