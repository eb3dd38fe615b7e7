import { Parameter } from "@cutedl/tensor";
import type { OptimizerState } from "./optimizer.ts";

/**
 * Checks a learning rate.
 *
 * @returns The learning rate.
 * @throws {RangeError} If it is not a number > 0 that float32 holds.
 */
export function checkLearningRate(learningRate: number): number {
  if (isLearningRate(learningRate)) return learningRate;
  throw new RangeError(
    "Cannot set learning rate: expected a number > 0 that float32 holds, " +
      `received ${describe(learningRate)}: ${learningRateRemedy(learningRate)}`,
  );
}

/** Engines compute in float32, where 1e39 is infinite and 1e-46 is 0. */
function isLearningRate(value: number): boolean {
  return typeof value === "number" && Math.fround(value) > 0 &&
    Math.fround(value) < Infinity;
}

function learningRateRemedy(received: number): string {
  if (typeof received === "string") {
    return "give it as a number, without quotes";
  }
  return isLearningRate(-received)
    ? `a step goes down the gradient as it is, give ${-received}`
    : "start with 0.1, and lower it where the loss grows";
}

/**
 * Checks what an optimizer is asked to change, before it changes any of it.
 *
 * @throws {TypeError} If it is not an array of parameters.
 */
export function checkParameters(parameters: readonly Parameter[]): void {
  if (!Array.isArray(parameters)) {
    throw new TypeError(
      "Cannot update parameters: expected an array of parameters, " +
        `received ${describe(parameters)}: pass model.parameters, ` +
        "or one parameter as [parameter]",
    );
  }
  for (let i = 0; i < parameters.length; i++) {
    if (!(parameters[i] instanceof Parameter)) {
      throw new TypeError(
        "Cannot update parameters: expected an array of parameters, " +
          `received ${describe(parameters[i])} at index ${i}: ` +
          "pass model.parameters",
      );
    }
  }
}

/** Names that a state must have, no more and no less. */
export interface StateNames {
  /** Name of the optimizer. */
  optimizer: string;
  /** Names of its settings. */
  settings: readonly string[];
  /** Names of its slots. */
  slots: readonly string[];
}

/**
 * Checks that a state belongs to an optimizer and is whole: it may come from a
 * file.
 *
 * @throws {RangeError} If it is not.
 */
export function checkState(state: OptimizerState, names: StateNames): void {
  const { optimizer } = names;
  const check = (good: boolean, expected: string, received: unknown): void => {
    if (good) return;
    throw new RangeError(
      `Cannot restore optimizer ${optimizer}: expected ${expected}, received ` +
        `${describe(received)}: pass what state() of such an optimizer gave`,
    );
  };
  check(isRecord(state), "a state", state);
  check(
    state.optimizer === optimizer,
    `the state of ${optimizer}`,
    state.optimizer,
  );
  check(
    Number.isSafeInteger(state.step) && state.step >= 0,
    "a step that is a whole number >= 0",
    state.step,
  );
  for (const part of ["settings", "slots"] as const) {
    const received: Record<string, unknown> = state[part];
    check(isRecord(received), part, received);
    for (const name of names[part]) {
      check(Object.hasOwn(received, name), `${part} with ${name}`, received);
    }
    for (const [name, value] of Object.entries(received)) {
      check(names[part].includes(name), `${part} without ${name}`, value);
    }
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value in short: its class, or itself. */
function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  return `an object of ${value.constructor?.name ?? "no class"}`;
}
