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
  /** Seconds by label, without those of calls within. */
  readonly times: Map<string, number> = new Map();
  /** What is noted at the moment. */
  mode: "nothing" | "costs" | "times" = "nothing";

  #inner = 0; // seconds in recorded calls within the one that runs

  /** Wraps an engine. */
  constructor(engine: Engine) {
    this.engine = this.#wrap(engine, "");
  }

  /** Gives an object with the same members, whose functions are noted. */
  #wrap<Wrapped extends object>(inner: Wrapped, prefix: string): Wrapped {
    const wrapper = {};
    for (const name of namesOf(inner)) {
      const get = (): unknown => inner[name as keyof Wrapped];
      const member = get();
      if (typeof member !== "function") {
        Object.defineProperty(wrapper, name, { get });
        continue;
      }
      const kernel = member.bind(inner);
      const value = (...args: unknown[]): unknown => {
        const result = this.#note(prefix + name, kernel, args);
        const hasKernels = name === "listPixels" && result !== undefined;
        return hasKernels ? this.#wrap(result as object, `${name}.`) : result;
      };
      Object.defineProperty(wrapper, name, { value });
    }
    return wrapper as Wrapped;
  }

  #note(
    name: string,
    kernel: (...args: unknown[]) => unknown,
    args: unknown[],
  ): unknown {
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
    const outer = this.#inner;
    this.#inner = 0;
    const start = performance.now();
    const result = kernel(...args);
    const seconds = (performance.now() - start) / 1000;
    const own = seconds - this.#inner;
    this.#inner = outer + seconds;
    this.times.set(label, (this.times.get(label) ?? 0) + own);
    return result;
  }
}

/** Names of the members of an object and of its class. */
function namesOf(inner: object): string[] {
  const names = [inner, Object.getPrototypeOf(inner)]
    .flatMap((holder) => Object.getOwnPropertyNames(holder))
    .filter((name) => name !== "constructor");
  return [...new Set(names)];
}
