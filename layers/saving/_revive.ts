import { formatText } from "@cutedl/tensor";
import type { ConfigClass } from "../config.ts";
import { CLASSES } from "./_classes.ts";
import { DEPTH_LIMIT, type Json } from "./_json.ts";
import { messageOf, type Refuse } from "./_refuse.ts";

/** Classes by name. */
export type ClassesByName = Readonly<Record<string, ConfigClass>>;

/** Makes the objects that `describe` has described; layers are not built. */
export class Reviver {
  readonly #classes: ClassesByName;
  readonly #refuse: Refuse;

  /**
   * @param classes Those that may be named beside ours.
   * @param refuse Refuses what does not describe an object.
   */
  constructor(classes: ClassesByName, refuse: Refuse) {
    this.#classes = classes;
    this.#refuse = refuse;
  }

  /** `path` tells errors where in the model it is. */
  revive(value: Json, path = "model", depth = 0): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (depth > DEPTH_LIMIT) {
      this.#refuse(`at most ${DEPTH_LIMIT} objects in each other`, "more");
    }
    if (isArray(value)) {
      return value.map((element, i) =>
        this.revive(element, `${path}[${i}]`, depth + 1)
      );
    }
    const { class: name, ...described } = value;
    const members = Object.entries(described).map(([name, member]) => [
      name,
      this.revive(member, `${path}.${name}`, depth + 1),
    ]);
    const config = Object.fromEntries(members);
    return name === undefined ? config : this.#make(name, config, path);
  }

  #make(name: Json, config: object, path: string): object {
    const place = formatText(path, { limit: 200 });
    if (typeof name !== "string") {
      this.#refuse(`the name of a class at ${place}`, "another value");
    }
    const title = `${formatText(name)} at ${place}`;
    const Class = this.#find(name) ??
      this.#refuse("a known class", title, { remedy: remedyFor(name) });
    let made: object;
    try {
      made = Class.fromConfig?.(config as never) ??
        new Class(config as never);
    } catch (cause) {
      this.#refuse(`a config that fits ${title}`, "another", {
        remedy: messageOf(cause),
        cause,
      });
    }
    const { config: options = {} } = made as { config?: object };
    for (const option of Object.keys(config)) {
      if (Object.hasOwn(options, option)) continue;
      this.#refuse(`options of ${title}`, formatText(option));
    }
    return made;
  }

  #find(name: string): ConfigClass | undefined {
    const classes = this.#classes;
    return Object.hasOwn(classes, name) ? classes[name] : CLASSES.get(name);
  }
}

function remedyFor(name: string): string | undefined {
  return /^[A-Z]\w{0,50}$/i.test(name)
    ? `give it, as in { layers: { ${name} } }`
    : undefined;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
