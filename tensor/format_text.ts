/**
 * Text of unknown origin in error messages.
 *
 * @module
 */

/** Options for {@linkcode formatText}. */
export interface FormatTextOptions {
  /** Characters after which the text is cut; default 60. */
  limit?: number;
}

/**
 * Formats text of unknown origin the way error messages print it: in quotes,
 * short, and with nothing that would move a terminal's cursor.
 *
 * @param text Such as a name in a file.
 * @param options Where to cut it.
 * @returns The text in quotes, with escapes.
 *
 * @example
 * ```ts
 * import { formatText } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatText('the "first"'), '"the \\"first\\""');
 * assertEquals(formatText("\u202e"), '"\\u202e"');
 * assertEquals(formatText("0.dense.kernel", { limit: 7 }), '"0.dense…"');
 * ```
 */
export function formatText(
  text: string,
  options: FormatTextOptions = {},
): string {
  const { limit = 60 } = options;
  const short = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return JSON.stringify(short).replaceAll(
    /\p{C}/gu,
    (character) =>
      `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
}
