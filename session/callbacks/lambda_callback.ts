/**
 * Callbacks made of functions.
 *
 * @module
 */
import type { Callback } from "./callback.ts";

const HOOKS = [
  "onFitStart",
  "onEpochStart",
  "onBatchEnd",
  "onValidationStart",
  "onValidationEnd",
  "onEpochEnd",
  "onFitEnd",
] as const;

/**
 * A callback made of functions, which refuses a misspelt hook.
 *
 * @example
 * ```ts
 * import { LambdaCallback } from "@cutedl/session/lambda-callback";
 * import { assertEquals } from "@std/assert";
 *
 * const epochs: number[] = [];
 * const callback = new LambdaCallback({
 *   onEpochEnd: ({ epoch }) => {
 *     epochs.push(epoch);
 *   },
 * });
 * assertEquals(typeof callback.onEpochEnd, "function");
 * ```
 */
export class LambdaCallback implements Callback {
  /** Runs before the first step. */
  readonly onFitStart?: NonNullable<Callback["onFitStart"]>;
  /** Runs before the first step of an epoch. */
  readonly onEpochStart?: NonNullable<Callback["onEpochStart"]>;
  /** Runs after every training step. */
  readonly onBatchEnd?: NonNullable<Callback["onBatchEnd"]>;
  /** Runs before a validation. */
  readonly onValidationStart?: NonNullable<Callback["onValidationStart"]>;
  /** Runs after a validation. */
  readonly onValidationEnd?: NonNullable<Callback["onValidationEnd"]>;
  /** Runs after an epoch. */
  readonly onEpochEnd?: NonNullable<Callback["onEpochEnd"]>;
  /** Runs at the end. */
  readonly onFitEnd?: NonNullable<Callback["onFitEnd"]>;

  /**
   * Creates a callback with the given hooks.
   *
   * @param hooks Functions by the names of the hooks.
   * @throws {TypeError} If a name is no hook, or its value no function.
   */
  constructor(hooks: Callback) {
    for (const [name, hook] of Object.entries(hooks)) {
      if (!(HOOKS as readonly string[]).includes(name)) {
        throw new TypeError(
          `Cannot create callback: expected hooks among ${HOOKS.join(", ")}, ` +
            `received ${name}`,
        );
      }
      if (typeof hook !== "function") {
        throw new TypeError(
          `Cannot create callback: expected ${name} to be a function, ` +
            `received ${typeof hook}`,
        );
      }
    }
    Object.assign(this, hooks);
  }
}
