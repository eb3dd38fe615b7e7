/** What there is to choose from, and what an error says. */
interface Choices<Value> {
  /** Classes by name. */
  known: Record<string, new () => Value>;
  /** Members that one given as an object must have, and their types. */
  members: { [Name in keyof Value & string]?: "boolean" | "function" };
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
  const { known, members, name, action } = choices;
  if (typeof choice === "string") {
    const Known = Object.hasOwn(known, choice) ? known[choice] : undefined;
    if (Known !== undefined) return new Known();
  } else if (hasMembers(choice, members)) {
    return choice;
  }
  const names = Object.keys(known).map((key) => `"${key}"`).join(", ");
  const expected = `Cannot ${action}: expected ${name} ${names} or an object ` +
    `with ${listed(Object.keys(members))}`;
  if (typeof choice === "string") {
    throw new RangeError(`${expected}, received "${choice}"`);
  }
  throw new TypeError(
    typeof choice === "function"
      ? `${expected}, received a function: create the object with new`
      : `${expected}, received ${choice === null ? "null" : typeof choice}`,
  );
}

function hasMembers(
  choice: object,
  members: Readonly<Record<string, string | undefined>>,
): boolean {
  const given = choice as Record<string, unknown> | null;
  return Object.entries(members).every(([name, type]) => {
    const actual: string = typeof given?.[name];
    return actual === type;
  });
}

/** Lists names as in `a, b and c`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1)!;
  return names.length === 1
    ? last
    : `${names.slice(0, -1).join(", ")} and ${last}`;
}
