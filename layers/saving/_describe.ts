import { CLASSES, knownName } from "./_classes.ts";
import { DEPTH_LIMIT, type Json, type JsonObject } from "./_json.ts";

/**
 * Describes a model by its class and config, and what is in the config likewise,
 * as `{ "class": "LeakyRelu", "negativeSlope": 0.3 }`.
 */
export function describe(model: object): Json {
  return describeObject(model, "model", 0);
}

/** `path` tells errors where in the model it is. */
function describeObject(object: object, path: string, depth: number): Json {
  const name = classNameOf(object, path);
  const { config } = object as { config?: unknown };
  if (typeof config !== "object" || config === null) {
    refuse(
      `a config of ${path}`,
      `a ${name} without`,
      "give its class a config, {} if it has no options",
    );
  }
  return { class: name, ...describeMembers(config, path, depth) };
}

function classNameOf({ constructor }: object, path: string): string {
  const known = knownName(constructor);
  if (known !== undefined) return known;
  const { name } = constructor;
  if (name !== "" && !CLASSES.has(name)) return name;
  refuse(
    `a class with a name of its own for ${path}`,
    name === "" ? "one without a name" : `another ${name}`,
    "rename the class",
  );
}

function describeMembers(
  members: object,
  path: string,
  depth: number,
): JsonObject {
  const described: [string, Json][] = [];
  for (const [name, member] of Object.entries(members)) {
    const place = `${path}.${name}`;
    if (name === "class") {
      refuse("a config without class", place, "give the option another name");
    }
    if (member === undefined) continue; // as if it were not there
    described.push([name, describeValue(member, place, depth + 1)]);
  }
  return Object.fromEntries(described);
}

function describeValue(value: unknown, path: string, depth: number): Json {
  if (depth > DEPTH_LIMIT) {
    refuse(`at most ${DEPTH_LIMIT} objects in each other`, "more");
  }
  if (isPlain(value)) return value;
  if (Array.isArray(value)) {
    return value.map((element, i) =>
      describeValue(element, `${path}[${i}]`, depth + 1)
    );
  }
  if (typeof value === "object") {
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype
      ? describeMembers(value!, path, depth)
      : describeObject(value!, path, depth);
  }
  const received = typeof value === "number" ? `${value}` : `a ${typeof value}`;
  refuse(
    "plain values or objects with a config",
    `${received} as ${path}`,
  );
}

function isPlain(value: unknown): value is null | boolean | number | string {
  return value === null || typeof value === "boolean" ||
    typeof value === "string" || Number.isFinite(value);
}

function refuse(expected: string, received: string, remedy?: string): never {
  throw new TypeError(
    `Cannot save model: expected ${expected}, received ${received}` +
      (remedy === undefined ? "" : `: ${remedy}`),
  );
}
