/**
 * What loading modules does beside giving their exports.
 *
 * @module
 */

/** Functions that act, or give another thing each time, by where they are. */
const ACTIONS: [() => object, string[]][] = [
  [() => globalThis, [
    "addEventListener",
    "fetch",
    "queueMicrotask",
    "reportError",
    "setInterval",
    "setTimeout",
    "BroadcastChannel",
    "MessageChannel",
    "WebSocket",
    "Worker",
  ]],
  [() => console, ["debug", "error", "info", "log", "trace", "warn"]],
  [() => crypto, ["getRandomValues", "randomUUID"]],
  [() => Math, ["random"]],
  [() => process, ["getBuiltinModule", "on", "once", "emitWarning"]],
  [() => WebAssembly, [
    "Instance",
    "Memory",
    "Module",
    "compile",
    "instantiate",
  ]],
  [() => Deno.permissions, ["query", "request"]],
];

/** Tells what `load` calls of these, and what it changes of what all share. */
export async function effectsOf(
  load: () => Promise<unknown>,
): Promise<string[]> {
  const effects = new Set<string>();
  const restores: (() => void)[] = [];
  const watch = (object: object, name: string): void => {
    const own = Object.getOwnPropertyDescriptor(object, name);
    const note = () => effects.add(`calls ${name}`);
    const watched = new Proxy(Reflect.get(object, name), {
      apply(target, self, args) {
        note();
        return Reflect.apply(target, self, args);
      },
      construct(target, args) {
        note();
        return Reflect.construct(target, args);
      },
    });
    Object.defineProperty(object, name, {
      value: watched,
      configurable: true,
      writable: true,
    });
    restores.push(() => {
      if (own === undefined) Reflect.deleteProperty(object, name);
      else Object.defineProperty(object, name, own);
    });
  };
  process.getBuiltinModule("node:fs"); // Deno makes its own globals for that
  const places = ACTIONS.map(([objectOf, names]) => {
    const object = objectOf(); // made when it is asked for first
    return { object, names };
  });
  const before = snapshot();
  for (const { object, names } of places) {
    for (const name of names) watch(object, name);
  }
  await load();
  for (const restore of restores) restore();
  const after = snapshot();
  for (const [path, value] of after) {
    if (!before.has(path)) effects.add(`adds ${path}`);
    else if (!Object.is(before.get(path), value)) {
      effects.add(`changes ${path}`);
    }
  }
  for (const path of before.keys()) {
    if (!after.has(path)) effects.add(`removes ${path}`);
  }
  return [...effects];
}

/** Properties of the globals, of what they hold, and of their prototypes. */
function snapshot(): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const seen = new Set<object>();
  const visit = (object: object, path: string, depth: number): void => {
    if (seen.has(object)) return;
    seen.add(object);
    for (const key of Reflect.ownKeys(object)) {
      if (String(key) === "Symbol(Deno.internal)") continue;
      const { value, get } = Object.getOwnPropertyDescriptor(object, key)!;
      const place = `${path}.${String(key)}`;
      found.set(place, get ?? value);
      const isObject = typeof value === "function" ||
        typeof value === "object" && value !== null;
      if (isObject && depth < (key === "prototype" ? 2 : 1)) {
        visit(value, place, depth + 1);
      }
    }
  };
  visit(globalThis, "globalThis", 0);
  return found;
}
