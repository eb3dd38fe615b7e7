import { formatText, type Safetensors, Tensor } from "@cutedl/tensor";
import { describe } from "../_describe.ts";
import type { StateObject } from "../state_value.ts";
import { decodeState } from "./_decode_state.ts";
import { encodeState } from "./_encode_state.ts";
import type { Json } from "./_json.ts";
import { type Refuse, refusing } from "./_refuse.ts";
import { VERSION } from "./_version.ts";

/** Key of the state in the metadata of a file. */
export const STATE_KEY = "cutedl.session";
/** What the names of its tensors begin with. */
const PREFIX = "session";
/** What the state is like: another number if a reader must know more. */
const FORMAT = 1;

/** Puts the state of a session into the file of its model. */
export function addState(model: Safetensors, state: StateObject): Safetensors {
  const tensors = new Map(model.tensors);
  const encoded = encodeState(state, PREFIX, tensors);
  const text = JSON.stringify({
    format: FORMAT,
    version: VERSION,
    state: encoded,
  });
  return { tensors, metadata: new Map(model.metadata).set(STATE_KEY, text) };
}

/**
 * Reads the state of a session, as untrusted as any.
 *
 * @param name What errors call the file.
 * @throws {SafetensorsError} If there is none, a damaged one, or one of a later
 * format.
 */
export function readState(file: Safetensors, name: string): StateObject {
  const refuse = refusing(name);
  const json = parse(file.metadata.get(STATE_KEY), refuse);
  const { format, version, state } = json;
  if (typeof format === "number" && format > FORMAT) {
    refuse(
      `a session of format ${FORMAT}`,
      `format ${format}, written by version ${print(version)}`,
      { remedy: "update @cutedl/session" },
    );
  }
  if (format !== FORMAT) refuse(`format to be ${FORMAT}`, print(format));
  const tensors = [...file.tensors]
    .filter(([name]) => name.startsWith(`${PREFIX}.`));
  const decoded = decodeState(state ?? null, new Map(tensors), refuse);
  const isObject = typeof decoded === "object" && decoded !== null &&
    !Array.isArray(decoded) && !(decoded instanceof Tensor);
  if (isObject) return decoded as StateObject;
  return refuse("a state that is an object", print(state));
}

function parse(
  text: string | undefined,
  refuse: Refuse,
): { readonly [name: string]: Json } {
  if (text === undefined) {
    refuse(`metadata "${STATE_KEY}" with the state of a session`, "none", {
      remedy: "load a file of a model alone with loadModel()",
    });
  }
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return refuse("a state in JSON", formatText(text), { cause });
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json)) {
    return json as { readonly [name: string]: Json };
  }
  return refuse("a state that is an object", formatText(text));
}

function print(value: Json | undefined): string {
  return value === undefined ? "none" : describe(value);
}
