import { formatText, type RandomState } from "@cutedl/tensor";
import { isJsonObject, type Json, type JsonObject } from "./_json.ts";
import type { Refuse } from "./_refuse.ts";
import { VERSION } from "./_version.ts";

/** What a file says of a model, beside its tensors. */
export interface Description {
  /** The model, as by `describe`. */
  readonly model: Json;
  /** Shape of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Names of the parameters that are not trainable. */
  readonly frozen: readonly string[];
  /** States of random sources, by the names of their layers. */
  readonly random: Readonly<Record<string, RandomState>>;
}

/** Key of the description in the metadata of a file. */
export const DESCRIPTION_KEY = "cutedl";

/** What the description is like: another number if a reader must know more. */
const FORMAT = 1;
/** Most characters of a description. */
const LIMIT = 2 ** 22;

/** Writes a description, with the version of this package. */
export function writeDescription(description: Description): string {
  const text = JSON.stringify({
    format: FORMAT,
    version: VERSION,
    ...description,
  });
  if (text.length <= LIMIT) return text;
  throw new RangeError(
    `Cannot save model: expected a description of at most ${LIMIT} ` +
      `characters, received ${text.length}: keep data in buffers, not in a ` +
      "config",
  );
}

/** Reads a description from the metadata of a file. */
export function readDescription(
  metadata: ReadonlyMap<string, string>,
  refuse: Refuse,
): Description {
  const json = parse(metadata.get(DESCRIPTION_KEY), refuse);
  const { format, version } = json;
  if (typeof format === "number" && format > FORMAT) {
    refuse(
      `a model of format ${FORMAT}`,
      `format ${format}, written by version ${print(version)}`,
      { remedy: "update @cutedl/layers" },
    );
  }
  const member = <Value extends Json>(
    name: string,
    expected: string,
    fits: (value: Json | undefined) => value is Value,
  ): Value => {
    const value = json[name];
    if (fits(value)) return value;
    return refuse(`${name} to be ${expected}`, print(value));
  };
  member("format", `${FORMAT}`, (value) => value === FORMAT);
  return {
    model: member("model", "an object", isJsonObject),
    inputShape: member("inputShape", "an array of sizes", isSizes),
    frozen: member("frozen", "an array of names", isNames),
    random: member("random", "states by name", isStates),
  };
}

function parse(text: string | undefined, refuse: Refuse): JsonObject {
  if (text === undefined) {
    refuse(
      `metadata "${DESCRIPTION_KEY}" with the description of a model`,
      "none",
      { remedy: "give tensors from elsewhere to loadWeights()" },
    );
  }
  if (text.length > LIMIT) {
    refuse(`a description of at most ${LIMIT} characters`, `${text.length}`);
  }
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return refuse("a description in JSON", formatText(text), { cause });
  }
  if (isJsonObject(json)) return json;
  return refuse("a description that is an object", formatText(text));
}

function isSizes(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isNames(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) &&
    value.every((name) => typeof name === "string");
}

function isStates(
  value: Json | undefined,
): value is { readonly [name: string]: [number, number, number, number] } {
  return isJsonObject(value) &&
    Object.values(value).every((state) => isSizes(state) && state.length === 4);
}

/** Says what came, however deep it is. */
function print(value: Json | undefined): string {
  if (value === undefined) return "none";
  if (typeof value === "string") return formatText(value);
  if (Array.isArray(value)) return "another array";
  return isJsonObject(value) ? "another object" : String(value);
}
