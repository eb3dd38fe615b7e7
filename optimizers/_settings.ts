import type { Parameter } from "@cutedl/tensor";
import { describe, isRecord, STATE_REMEDY } from "./_checks.ts";
import type { OptimizerOptions, Penalty } from "./options.ts";
import type { LearningRate } from "./schedules/schedule.ts";

/** Settings that every optimizer has; some may be functions. */
export interface Settings extends OptimizerOptions {
  learningRate: LearningRate;
  l1: Penalty;
  l2: Penalty;
  weightDecay?: Penalty;
}

/** Values of a setting, and how to name them. */
interface Range {
  readonly expected: string;
  includes(value: unknown): boolean;
}

const positive = numbers("a number > 0", (x) => x > 0);
const notNegative = numbers("a number >= 0", (x) => x >= 0);
const share = numbers("a number >= 0 and < 1", (x) => x >= 0 && x < 1);
const anyNumber = numbers("a number", () => true);
const flag: Range = {
  expected: "true or false",
  includes: (value) => typeof value === "boolean",
};
const ranges = new Map<string, Range>([
  ["learningRate", positive],
  ["clipNorm", positive],
  ["clipValue", positive],
  ["epsilon", positive],
  ["l1", notNegative],
  ["l2", notNegative],
  ["weightDecay", notNegative],
  ["momentum", share],
  ["rho", share],
  ["beta1", share],
  ["beta2", share],
  ["nesterov", flag],
]);
const FUNCTIONS = ["learningRate", "l1", "l2", "weightDecay"]; // may be some
const OPTIONAL = ["clipNorm", "clipValue"];

/**
 * Checks settings.
 *
 * @throws {RangeError} If one is out of its range, or two exclude each other.
 */
export function checkSettings(
  settings: object,
  action: string,
  remedy?: string,
): void {
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === "function" && FUNCTIONS.includes(name)) continue;
    const range = ranges.get(name) ??
      (typeof value === "boolean" ? flag : anyNumber);
    if (range.includes(value)) continue;
    throw new RangeError(
      `Cannot ${action}: expected ${name} to be ${range.expected}, ` +
        `received ${describe(value)}: ${remedy ?? remedyFor(name, value)}`,
    );
  }
  if (OPTIONAL.every((name) => Object.hasOwn(settings, name))) {
    throw new RangeError(
      `Cannot ${action}: expected clipNorm or clipValue, received both: ` +
        (remedy ?? "leave one of them out"),
    );
  }
}

/** The part of settings that can be saved: what is no function. */
export function savedSettings(
  settings: object,
): Record<string, number | boolean> {
  const saved = Object.entries(settings)
    .filter(([, value]) => typeof value !== "function");
  return Object.fromEntries(saved);
}

/**
 * Puts saved settings in the place of others of the same optimizer, whose
 * functions stay.
 *
 * @throws {RangeError} If the saved ones are not whole, not of this optimizer,
 * or not in their ranges.
 */
export function restoredSettings<Type extends Settings>(
  settings: Type,
  saved: unknown,
  action: string,
): Type {
  const refuse = (
    expected: string,
    received: string,
    remedy = STATE_REMEDY,
  ): never => {
    throw new RangeError(
      `Cannot ${action}: expected ${expected}, received ${received}: ${remedy}`,
    );
  };
  if (!isRecord(saved)) return refuse("settings", describe(saved));
  for (const [name, value] of Object.entries(settings)) {
    const isSaved = Object.hasOwn(saved, name);
    if (typeof value === "function" && isSaved) {
      refuse(
        `settings without ${name}, which is a function here`,
        describe(saved[name]),
        "create the optimizer with a number in its place",
      );
    }
    if (isSaved || typeof value === "function" || OPTIONAL.includes(name)) {
      continue;
    }
    const remedy = FUNCTIONS.includes(name)
      ? `if ${name} was a function, create the optimizer with it`
      : STATE_REMEDY;
    refuse(`settings with ${name}`, "none", remedy);
  }
  for (const [name, value] of Object.entries(saved)) {
    if (Object.hasOwn(settings, name) || OPTIONAL.includes(name)) continue;
    refuse(`settings without ${name}`, describe(value));
  }
  checkSettings(saved, action, STATE_REMEDY);
  const kept = Object.entries(settings)
    .filter(([name]) => !OPTIONAL.includes(name));
  return { ...Object.fromEntries(kept), ...saved } as Type;
}

/**
 * Learning rate of the step after a number of steps.
 *
 * @throws {RangeError} If a schedule gives none.
 */
export function rateAfter(step: number, learningRate: LearningRate): number {
  if (typeof learningRate === "number") return learningRate;
  const rate = learningRate(step);
  if (notNegative.includes(rate)) return rate;
  throw new RangeError(
    `Cannot take step ${step + 1}: expected schedule(${step}) to be ` +
      `${notNegative.expected}, received ${describe(rate)}: ` +
      "have it return one for every step from 0",
  );
}

/**
 * Strength of a penalty for a parameter.
 *
 * @throws {RangeError} If a function gives none.
 */
export function strengthFor(
  parameter: Parameter,
  penalty: Penalty,
  name: string,
): number {
  if (typeof penalty === "number") {
    return parameter.value.rank >= 2 ? penalty : 0;
  }
  const strength = penalty(parameter);
  if (notNegative.includes(strength)) return strength;
  throw new RangeError(
    `Cannot update parameters: expected ${name} of ${parameter.name} to be ` +
      `${notNegative.expected}, received ${describe(strength)}`,
  );
}

function remedyFor(name: string, value: unknown): string {
  if (typeof value === "string") return "give it as a number, without quotes";
  if (name !== "learningRate") return "leave it out for the default";
  return typeof value === "number" && positive.includes(-value)
    ? `a step goes down the gradient as it is, give ${-value}`
    : "start with 0.01, and lower it where the loss grows";
}

/**
 * A range of numbers, which must be in it in float32, too, as engines compute:
 * there 1e39 is infinite and 1e-46 is 0.
 */
function numbers(expected: string, test: (x: number) => boolean): Range {
  const includes = (value: unknown): boolean =>
    typeof value === "number" &&
    [value, Math.fround(value)].every((x) => Number.isFinite(x) && test(x));
  return { expected: `${expected} that float32 holds`, includes };
}
