import { Parameter } from "@cutedl/tensor";
import type { OptimizerState } from "./optimizer.ts";

/**
 * Checks what an optimizer is asked to change, before it changes any of it.
 *
 * @throws {TypeError} If it is not an array of parameters.
 */
export function checkParameters(
  parameters: readonly Parameter[],
  action: string,
): void {
  if (!Array.isArray(parameters)) {
    throw new TypeError(
      `Cannot ${action}: expected an array of parameters, ` +
        `received ${describe(parameters)}: pass model.parameters, ` +
        "or one parameter as [parameter]",
    );
  }
  for (let i = 0; i < parameters.length; i++) {
    if (!(parameters[i] instanceof Parameter)) {
      throw new TypeError(
        `Cannot ${action}: expected an array of parameters, ` +
          `received ${describe(parameters[i])} at index ${i}: ` +
          "pass model.parameters",
      );
    }
  }
}

/** What to do where a state is refused. */
export const STATE_REMEDY = "pass what state() of such an optimizer gave";

/**
 * Checks that a state belongs to an optimizer: it may come from a file.
 *
 * @throws {RangeError} If it does not.
 */
export function checkState(state: OptimizerState, optimizer: string): void {
  const check = (
    good: boolean,
    expected: string,
    received: unknown,
    remedy = STATE_REMEDY,
  ): void => {
    if (good) return;
    throw new RangeError(
      `Cannot restore optimizer ${optimizer}: expected ${expected}, ` +
        `received ${describe(received)}: ${remedy}`,
    );
  };
  check(isRecord(state), "a state", state);
  check(
    state.optimizer === optimizer,
    `the state of ${optimizer}`,
    state.optimizer,
    "restore it in an optimizer of the kind that it was saved from",
  );
  check(
    Number.isSafeInteger(state.step) && state.step >= 0,
    "a step that is a whole number >= 0",
    state.step,
  );
}

/** Tells whether a value is an object that is no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value in short: its class, or itself. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  return `an object of ${value.constructor?.name ?? "no class"}`;
}
