import { formatText } from "@cutedl/tensor";
import type { Callback, FitContext } from "./callbacks/callback.ts";
import type { StateValue } from "./state_value.ts";

/** The state of one callback. */
export interface CallbackState {
  /** Name of the callback. */
  readonly name: string;
  readonly state: StateValue;
}

/** Copies the states of the callbacks that have one. */
export function callbackStates(
  callbacks: readonly Callback[],
): CallbackState[] {
  return callbacks.flatMap((callback) => {
    const state = callback.state?.();
    return state === undefined ? [] : [{ name: nameOf(callback), state }];
  });
}

/**
 * Finds for each state the callback of its name, the first for the first.
 *
 * @throws {RangeError} If there is none for one of them.
 */
export function assignCallbacks(
  states: readonly CallbackState[],
  callbacks: readonly Callback[],
): Callback[] {
  const left = callbacks.filter(({ restore }) => restore !== undefined);
  return states.map(({ name }) => {
    const i = left.findIndex((callback) => nameOf(callback) === name);
    if (i >= 0) return left.splice(i, 1)[0]!;
    const names = callbacks.filter(({ restore }) => restore !== undefined)
      .map((callback) => formatText(nameOf(callback)));
    throw new RangeError(
      "Cannot resume fit: expected the callbacks that it was saved with, " +
        `among them ${formatText(name)}, received ` +
        `${
          names.length === 0 ? "none" : names.join(", ")
        }: give the same, or ` +
        "begin a new fit with resume: false",
    );
  });
}

/** Gives callbacks back their states. */
export function restoreCallbacks(
  states: readonly CallbackState[],
  callbacks: readonly Callback[],
  context: FitContext,
): void {
  const assigned = assignCallbacks(states, callbacks);
  states.forEach(({ state }, i) => assigned[i]!.restore!(state, context));
}

function nameOf({ name = "callback" }: Callback): string {
  return name;
}
