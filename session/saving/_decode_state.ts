import { formatText, type Tensor } from "@cutedl/tensor";
import type { StateValue } from "../state_value.ts";
import { DEPTH_LIMIT, type Json } from "./_json.ts";
import type { Refuse } from "./_refuse.ts";
import { isSpecial, NUMBER, SPECIAL_NUMBERS, TENSOR } from "./_special.ts";

/**
 * Reads what `encodeState` wrote, as untrusted as any.
 *
 * @param json The data.
 * @param tensors Those that it names: each of them once.
 */
export function decodeState(
  json: Json,
  tensors: ReadonlyMap<string, Tensor>,
  refuse: Refuse,
): StateValue {
  const left = new Map(tensors);
  const state = decode(json, 0);
  const [extra] = left.keys();
  if (extra !== undefined) {
    refuse("tensors that the session names", formatText(extra));
  }
  return state;

  function decode(value: Json, depth: number): StateValue {
    if (depth > DEPTH_LIMIT) {
      refuse(`at most ${DEPTH_LIMIT} objects in each other`, "more");
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) {
      return value.map((each: Json) => decode(each, depth + 1));
    }
    const members = Object.entries(value);
    const [name] = members.find(([name]) => isSpecial(name)) ?? [];
    if (name === undefined) {
      return Object.fromEntries(
        members.map(([name, member]) => [name, decode(member, depth + 1)]),
      );
    }
    if (members.length === 1) {
      const [, member] = members[0]!;
      if (name === TENSOR) return takeTensor(member);
      if (name === NUMBER && SPECIAL_NUMBERS.has(member as string)) {
        return Number(member);
      }
    }
    return refuse("plain data and tensors", `a member ${formatText(name)}`);
  }

  function takeTensor(name: Json): Tensor {
    const tensor = left.get(name as string);
    if (tensor === undefined) {
      const text = typeof name === "string" ? formatText(name) : "another name";
      return refuse("names of the session's tensors, each once", text);
    }
    left.delete(name as string);
    return tensor;
  }
}
