import { formatText, Tensor } from "@cutedl/tensor";
import { DEPTH_LIMIT, type Json } from "./_json.ts";
import { isSpecial, NUMBER, SPECIAL_NUMBERS, TENSOR } from "./_special.ts";

/**
 * Writes plain data as JSON, its tensors beside it: each is named by its place,
 * as `session.optimizer.slots.0.dense.kernel/velocity`.
 *
 * @param state The data; a `StateValue`, which is checked here.
 * @param place What it is called.
 * @param tensors Takes the tensors.
 * @throws {TypeError} If it is not plain data.
 */
export function encodeState(
  state: unknown,
  place: string,
  tensors: Map<string, Tensor>,
): Json {
  return encode(state, place, 0);

  function encode(value: unknown, place: string, depth: number): Json {
    if (depth > DEPTH_LIMIT) {
      refuse(`at most ${DEPTH_LIMIT} objects in each other`, "more");
    }
    if (value === null) return value;
    switch (typeof value) {
      case "boolean":
      case "string":
        return value;
      case "number":
        return encodeNumber(value);
    }
    if (value instanceof Tensor) return { [TENSOR]: nameTensor(place, value) };
    if (Array.isArray(value)) {
      return value.map((each, i) => encode(each, `${place}.${i}`, depth + 1));
    }
    if (!isPlainObject(value)) {
      refuse("plain data and tensors", `${kindOf(value)} as ${place}`);
    }
    const members: [string, Json][] = [];
    for (const [name, member] of Object.entries(value)) {
      if (isSpecial(name)) {
        refuse("names that do not begin with $", formatText(name));
      }
      if (member === undefined) continue;
      members.push([name, encode(member, `${place}.${name}`, depth + 1)]);
    }
    return Object.fromEntries(members);
  }

  function nameTensor(place: string, tensor: Tensor): string {
    let name = place;
    for (let i = 2; tensors.has(name); i++) name = `${place}~${i}`;
    tensors.set(name, tensor);
    return name;
  }
}

function encodeNumber(value: number): Json {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return SPECIAL_NUMBERS.has(text) ? { [NUMBER]: text } : value;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value !== "object") return `a ${typeof value}`;
  return `an object of ${value!.constructor?.name ?? "no class"}`;
}

function refuse(expected: string, received: string): never {
  throw new TypeError(
    `Cannot save session: expected ${expected}, received ${received}`,
  );
}
