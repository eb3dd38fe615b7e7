import { formatShape, Tensor } from "@cutedl/tensor";
import { describe } from "./_describe.ts";
import type { StateObject, StateValue } from "./state_value.ts";

/** Reads the members of a state, which may come from any file. */
export class StateReader {
  /** The object that is read. */
  readonly object: StateObject;
  readonly #action: string;
  readonly #place: string;

  /**
   * @param action What is attempted, to follow "Cannot".
   * @param place Where the state is in another; empty if in none.
   * @throws {RangeError} If the state is no object.
   */
  constructor(state: unknown, action: string, place = "") {
    this.#action = action;
    this.#place = place;
    if (!isObject(state)) {
      refuse(
        action,
        `${place === "" ? "a state" : place} that is an object`,
        state,
      );
    }
    this.object = state;
  }

  /** A whole number of at least `least`, and at most `most`. */
  whole(name: string, least = 0, most = Infinity): number {
    const value = this.#get(name);
    if (Number.isSafeInteger(value)) {
      const number = value as number;
      if (number >= least && number <= most) return number;
    }
    const bound = most === Infinity ? "" : ` and <= ${most}`;
    return this.refuse(
      `${this.#name(name)} to be a whole number >= ${least}${bound}`,
      value,
    );
  }

  /** Any number. */
  number(name: string): number {
    const value = this.#get(name);
    if (typeof value === "number") return value;
    return this.refuse(`${this.#name(name)} to be a number`, value);
  }

  /** A finite number of at least 0, and at most `most`. */
  amount(name: string, most = Infinity): number {
    const value = this.#get(name);
    if (isAmount(value) && value <= most) return value;
    const bound = most === Infinity ? "" : ` and <= ${most}`;
    return this.refuse(
      `${this.#name(name)} to be a finite number >= 0${bound}`,
      value,
    );
  }

  /** A list of finite numbers of at least 0, of a length if one is given. */
  amounts(name: string, length?: number): number[] {
    const value = this.#get(name);
    if (Array.isArray(value) && value.every(isAmount)) {
      if (value.length === (length ?? value.length)) return [...value];
    }
    const count = length === undefined ? "" : `${length} `;
    return this.refuse(
      `${this.#name(name)} to be an array of ${count}finite numbers >= 0`,
      value,
    );
  }

  /** A text. */
  text(name: string): string {
    const value = this.#get(name);
    if (typeof value === "string") return value;
    return this.refuse(`${this.#name(name)} to be a text`, value);
  }

  /** True or false. */
  flag(name: string): boolean {
    const value = this.#get(name);
    if (typeof value === "boolean") return value;
    return this.refuse(`${this.#name(name)} to be true or false`, value);
  }

  /** An object. */
  member(name: string): StateReader {
    return new StateReader(this.#get(name), this.#action, this.#name(name));
  }

  /** Anything. */
  value(name: string): StateValue {
    const value = this.#get(name);
    return value === undefined ? this.refuse(this.#name(name), value) : value;
  }

  /** Anything by name. */
  values(name: string): Record<string, StateValue> {
    const { object } = this.member(name);
    return Object.fromEntries(
      Object.entries(object).filter(([, value]) => value !== undefined),
    ) as Record<string, StateValue>;
  }

  /** An object, or `undefined` if there is none. */
  optionalMember(name: string): StateReader | undefined {
    return this.has(name) ? this.member(name) : undefined;
  }

  /** A list, each of whose items is an object. */
  list(name: string): StateReader[] {
    const value = this.#get(name);
    const place = this.#name(name);
    if (!Array.isArray(value)) {
      return this.refuse(`${place} to be an array`, value);
    }
    return value.map((item, i) =>
      new StateReader(item, this.#action, `${place}.${i}`)
    );
  }

  /** A list of whole numbers of at least 0. */
  wholes(name: string): number[] {
    const value = this.#get(name);
    const isWhole = (item: unknown): boolean =>
      Number.isSafeInteger(item) && item as number >= 0;
    if (Array.isArray(value) && value.every(isWhole)) return [...value];
    return this.refuse(
      `${this.#name(name)} to be an array of whole numbers`,
      value,
    );
  }

  /** A tensor of a shape. */
  tensor(name: string, shape: readonly number[]): Tensor {
    const value = this.#get(name);
    if (value instanceof Tensor && String(value.shape) === String(shape)) {
      return value;
    }
    const expected = `${this.#name(name)} to be a tensor ${formatShape(shape)}`;
    return this.refuse(expected, value);
  }

  /** Whether it has the member. */
  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  /** Throws a `RangeError`. */
  refuse(expected: string, received: unknown): never {
    return refuse(this.#action, expected, received);
  }

  #get(name: string): StateValue | undefined {
    return Object.hasOwn(this.object, name) ? this.object[name] : undefined;
  }

  #name(name: string): string {
    return this.#place === "" ? name : `${this.#place}.${name}`;
  }
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Infinity;
}

function isObject(value: unknown): value is StateObject {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !(value instanceof Tensor);
}

function refuse(action: string, expected: string, received: unknown): never {
  throw new RangeError(
    `Cannot ${action}: expected ${expected}, received ${print(received)}`,
  );
}

function print(value: unknown): string {
  if (value === undefined) return "none";
  return value instanceof Tensor
    ? `a tensor ${formatShape(value.shape)}`
    : describe(value);
}
