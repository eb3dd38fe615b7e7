import type { Engine } from "@cutedl/tensor/engine";
import { costOf, labelOf } from "./costs.ts";

/** What the calls of a kernel came to, in all. */
export interface Tally {
  calls: number;
  seconds: number;
}

/** What the calls of a kernel took, in all. */
export interface Costs {
  bytes: number;
  flops: number;
}

/**
 * An engine that computes as another, and notes its calls.
 *
 * Costs are counted and times taken in different steps: counting disturbs.
 */
export class Recorder {
  /** Computes as the engine that was given. */
  readonly engine: Engine;
  /** By label, in the order of their first call. */
  readonly tallies: Map<string, Tally> = new Map();
  /** By label. */
  readonly costs: Map<string, Costs> = new Map();
  /** What is noted at the moment. */
  mode: "nothing" | "costs" | "times" = "nothing";

  /** Wraps an engine. */
  constructor(engine: Engine) {
    const wrapped: Record<string, unknown> = {};
    for (const name of namesOf(engine)) {
      const member = engine[name as keyof Engine];
      if (typeof member === "function") {
        wrapped[name] = this.#wrap(name, member.bind(engine));
      } else {
        const get = (): unknown => engine[name as keyof Engine];
        Object.defineProperty(wrapped, name, { get });
      }
    }
    this.engine = wrapped as unknown as Engine;
  }

  #wrap(
    name: string,
    kernel: (...args: never[]) => unknown,
  ): (...args: never[]) => unknown {
    return (...args) => {
      if (this.mode === "nothing") return kernel(...args);
      const label = labelOf(name, args);
      if (this.mode === "costs") {
        const costs = entry(this.costs, label, { bytes: 0, flops: 0 });
        const { bytes, flops } = costOf(name, args);
        costs.bytes += bytes;
        costs.flops += flops;
        return kernel(...args);
      }
      const tally = entry(this.tallies, label, { calls: 0, seconds: 0 });
      const start = performance.now();
      const result = kernel(...args);
      tally.seconds += (performance.now() - start) / 1000;
      tally.calls++;
      return result;
    };
  }
}

/** Names of the members of an object and of its class. */
function namesOf(engine: Engine): string[] {
  const names = [engine, Object.getPrototypeOf(engine)]
    .flatMap((holder) => Object.getOwnPropertyNames(holder))
    .filter((name) => name !== "constructor");
  return [...new Set(names)];
}

function entry<Value>(
  map: Map<string, Value>,
  key: string,
  initial: Value,
): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = initial);
  return value;
}
