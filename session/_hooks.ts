import type {
  Callback,
  FitContext,
  FitEndContext,
} from "./callbacks/callback.ts";

type HookName = Extract<keyof Callback, `on${string}`>;
type ContextOf<Name extends HookName> = Parameters<
  NonNullable<Callback[Name]>
>[0];

/** The hooks of several callbacks, run in their order. */
export class Hooks {
  readonly #callbacks: readonly Callback[];
  readonly #started = new Set<Callback>();

  constructor(callbacks: readonly Callback[]) {
    this.#callbacks = [...callbacks];
  }

  /** Whether any callback has the hook. */
  has(name: HookName): boolean {
    return this.#callbacks.some((callback) => callback[name] !== undefined);
  }

  /**
   * Runs a hook of every callback, one after the other; gives a promise to
   * await only if one of them does.
   */
  run<Name extends HookName>(
    name: Name,
    context: ContextOf<Name>,
    first = 0,
  ): Promise<void> | undefined {
    for (let i = first; i < this.#callbacks.length; i++) {
      const returned = call(this.#callbacks[i]!, name, context);
      if (isPromise(returned)) {
        // one of another kind may not give a promise of what follows
        return Promise.resolve(returned)
          .then(() => this.run(name, context, i + 1));
      }
    }
    return undefined;
  }

  /** Runs `onFitStart`. */
  async start(context: FitContext): Promise<void> {
    for (const callback of this.#callbacks) {
      await callback.onFitStart?.(context);
      this.#started.add(callback);
    }
  }

  /**
   * Runs `onFitEnd`, whatever any of them throws, and gives the errors; it is
   * left out where `onFitStart` is wanted and was not run to its end.
   */
  async end(context: FitEndContext): Promise<unknown[]> {
    const errors: unknown[] = [];
    for (const callback of this.#callbacks) {
      if (callback.onFitStart && !this.#started.has(callback)) continue;
      try {
        await callback.onFitEnd?.(context);
      } catch (error) {
        errors.push(error);
      }
    }
    return errors;
  }
}

function call<Name extends HookName>(
  callback: Callback,
  name: Name,
  context: ContextOf<Name>,
): unknown {
  const hook = callback[name] as
    | ((context: ContextOf<Name>) => unknown)
    | undefined;
  return hook?.call(callback, context);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then ===
    "function";
}
