import type { Engine } from "@cutedl/tensor/engine";
import { costOf, labelOf } from "./costs.ts";

/** What the calls of a kernel took, in all. */
export interface Costs {
  calls: number;
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
  /** Costs by label, in the order of their first call. */
  readonly costs: Map<string, Costs> = new Map();
  /** Seconds by label. */
  readonly times: Map<string, number> = new Map();
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
        const { bytes, flops } = costOf(name, args);
        const costs = this.costs.get(label) ?? { calls: 0, bytes: 0, flops: 0 };
        costs.calls++;
        costs.bytes += bytes;
        costs.flops += flops;
        this.costs.set(label, costs);
        return kernel(...args);
      }
      const start = performance.now();
      const result = kernel(...args);
      const seconds = (performance.now() - start) / 1000;
      this.times.set(label, (this.times.get(label) ?? 0) + seconds);
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
