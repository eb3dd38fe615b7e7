/** Attributes of an element; those that are `undefined` are left out. */
type Attributes = Readonly<Record<string, string | number | undefined>>;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Writes text such that it means itself in HTML and XML. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!)
    .replaceAll(/(?![\t\n])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, "\ufffd"); // XML has none
}

/**
 * Writes an element of HTML or SVG.
 *
 * @param content Markup within; without, the element is empty.
 */
export function element(
  name: string,
  attributes: Attributes = {},
  content: string | readonly string[] = "",
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeMarkup(textOf(value!))}"`)
    .join("");
  const inside = typeof content === "string" ? content : content.join("");
  return inside === "" && EMPTY.has(name)
    ? `<${name}${written}/>`
    : `<${name}${written}>${inside}</${name}>`;
}

/** Elements that never have content. */
const EMPTY = new Set(["circle", "img", "line", "meta", "path", "rect"]);

/** Coordinates need no more than two decimals. */
function textOf(value: string | number): string {
  return typeof value === "number" ? String(Number(value.toFixed(2))) : value;
}
