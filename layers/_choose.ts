/** What there is to choose from, and what an error says. */
interface Choices<Value> {
  /** Classes by name. */
  known: Record<string, new () => Value>;
  /** Methods that one given as an object must have. */
  methods: readonly (keyof Value & string)[];
  /** Name of the option, such as `activation`. */
  name: string;
  /** What is attempted, to follow "Cannot". */
  action: string;
}

/** Makes the value of a name, or gives back the one given. */
export function choose<Value extends object>(
  choice: string | Value,
  choices: Choices<Value>,
): Value {
  const { known, methods, name, action } = choices;
  if (typeof choice === "string") {
    const Known = Object.hasOwn(known, choice) ? known[choice] : undefined;
    if (Known !== undefined) return new Known();
  } else if (
    methods.every((method) => typeof choice?.[method] === "function")
  ) {
    return choice;
  }
  const names = Object.keys(known).map((key) => `"${key}"`).join(", ");
  const expected = `Cannot ${action}: expected ${name} ${names} or an object ` +
    `with ${methods.join(" and ")}`;
  if (typeof choice === "string") {
    throw new RangeError(`${expected}, received "${choice}"`);
  }
  throw new TypeError(
    typeof choice === "function"
      ? `${expected}, received a function: create the object with new`
      : `${expected}, received ${choice === null ? "null" : typeof choice}`,
  );
}
