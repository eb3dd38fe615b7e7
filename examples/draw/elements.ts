/// <reference lib="dom" />
/**
 * Gives an element of the page.
 *
 * @param id Its id.
 * @param kind Its class.
 * @returns The element.
 * @throws {Error} If there is none of that kind.
 */
export function element<T extends Element>(
  id: string,
  kind: new () => T,
): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`Cannot find #${id}: expected ${kind.name}`);
}

/** Makes an element of SVG with attributes. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, String(value));
  }
  return made;
}
