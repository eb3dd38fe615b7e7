const LONGEST = 60; // characters

/** Quotes text of a file for an error: short, and with nothing unprintable. */
export function quote(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return JSON.stringify(short).replaceAll(
    /\p{C}/gu, // such as those that move a terminal's cursor
    (character) =>
      `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
}
