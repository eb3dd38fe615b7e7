import { StateReader } from "../_state_reader.ts";
import type { StateValue } from "../state_value.ts";

/** A share of a whole, both sums of weights. */
export class Fraction {
  readonly #name: string;
  #right = 0;
  #whole = 0;

  /** @param name What the whole counts, such as `rows`. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Adds something of a weight. */
  add(isRight: boolean, weight: number): void {
    if (isRight) this.#right += weight;
    this.#whole += weight;
  }

  /** From 0 to 1; NaN of nothing. */
  get value(): number {
    return this.#right / this.#whole;
  }

  /** Forgets everything. */
  reset(): void {
    this.#right = this.#whole = 0;
  }

  /** Copies the sums. */
  state(): StateValue {
    return { right: this.#right, [this.#name]: this.#whole };
  }

  /** Goes on from saved sums; `action` follows "Cannot". */
  restore(state: StateValue, action: string): void {
    const reader = new StateReader(state, action);
    const whole = reader.amount(this.#name);
    this.#right = reader.amount("right", whole);
    this.#whole = whole;
  }
}
