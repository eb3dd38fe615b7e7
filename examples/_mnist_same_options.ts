import type { Callback, StateValue } from "@cutedl/session";
import { schedules } from "./_mnist_optimizers.ts";
import type { MnistOptions } from "./_mnist_options.ts";

/** Saves with what options a run was made, and refuses to go on with others. */
export class SameOptions implements Callback {
  readonly name = "sameOptions";
  readonly #checkpoint: string;
  /** What was given for each option; empty for none. */
  readonly #given: Record<string, string>;

  constructor(options: MnistOptions) {
    const { checkpoint, hidden, dropout, optimizer, schedule } = options;
    this.#checkpoint = `${checkpoint}`;
    this.#given = {
      hidden: `${hidden}`,
      dropout: `${dropout}`,
      optimizer,
      schedule,
      "learning-rate": `${options.learningRate}`,
      "batch-size": `${options.batchSize}`,
      seed: `${options.seed}`,
      target: `${options.target ?? ""}`,
      ...schedules[schedule].isSpanning && { epochs: `${options.epochs}` },
    };
  }

  state(): StateValue {
    return this.#given;
  }

  restore(state: StateValue): void {
    const saved = new Map(Object.entries(state ?? {}));
    const others = Object.entries(this.#given)
      .filter(([name, value]) => (saved.get(name) ?? value) !== value);
    if (others.length === 0) return;
    const expected = others.map(([name]) => print(name, `${saved.get(name)}`));
    const received = others.map(([name, value]) => print(name, value));
    throw new RangeError(
      `Cannot resume from ${this.#checkpoint}: expected ` +
        `${expected.join(", ")}, as it was made with, received ` +
        received.join(", "),
    );
  }
}

function print(name: string, value: string): string {
  return value === "" ? `no --${name}` : `--${name} ${value}`;
}
