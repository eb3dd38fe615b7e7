import type { Fail } from "./_fail.ts";
import { formatText } from "../format_text.ts";

const DECODER = new TextDecoder("utf-8", { fatal: true });
const SPACES = codesOf(" \n\r\t");
const NUMBER = codesOf("0123456789+-.eE");
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SHORT = 256; // bytes that are decoded faster one by one

/** Where a header is. */
interface HeaderReaderOptions {
  /** Its first byte in the file. */
  start: number;
  /** The byte after its last. */
  end: number;
  /** Throws an error about the file. */
  fail: Fail;
}

/**
 * Reads a header, token by token, in one pass over its bytes.
 *
 * It knows as much JSON as the format has: objects, arrays of whole numbers,
 * strings. `JSON.parse` would keep the last of two members of one name, round
 * large numbers, and take any depth.
 */
export class HeaderReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #throw: Fail;
  #at: number;

  constructor(bytes: Uint8Array, options: HeaderReaderOptions) {
    this.#bytes = bytes;
    this.#at = options.start;
    this.#end = options.end;
    this.#throw = options.fail;
  }

  /** Reads an object; `member` reads what follows a key. */
  object(member: (key: string) => void): void {
    const keys = new Set<string>();
    this.#expect("{");
    if (this.#accept("}")) return;
    do {
      const start = this.#skipSpaces();
      const key = this.string();
      if (keys.has(key)) {
        this.#fail("another name", `${formatText(key)} again`, start);
      }
      keys.add(key);
      this.#expect(":");
      member(key);
    } while (this.#accept(","));
    this.#expect("}", '"," or "}"');
  }

  /** Reads an array of at most so many whole numbers. */
  wholeNumbers(most: number): number[] {
    const numbers: number[] = [];
    this.#expect("[");
    if (this.#accept("]")) return numbers;
    do {
      if (numbers.length === most) {
        this.#fail(`at most ${most} numbers`, "more");
      }
      numbers.push(this.#wholeNumber());
    } while (this.#accept(","));
    this.#expect("]", '"," or "]"');
    return numbers;
  }

  /** Reads a string. */
  string(): string {
    const start = this.#skipSpaces();
    this.#expect('"', "a string");
    while (this.#at < this.#end && this.#bytes[this.#at] !== QUOTE) {
      // a quote after a backslash is no end
      this.#at += this.#bytes[this.#at] === BACKSLASH ? 2 : 1;
    }
    this.#expect('"', 'a closing "');
    try {
      const text: string = JSON.parse(this.#text(start));
      if (text.isWellFormed()) return text;
    } catch {
      // falls through to the same error
    }
    this.#fail("a string of JSON in UTF-8", "another", start);
  }

  /** Refuses anything but spaces in the rest. */
  finish(): void {
    this.#skipSpaces();
    if (this.#at < this.#end) this.#fail("nothing but spaces");
  }

  #wholeNumber(): number {
    const start = this.#skipSpaces();
    while (this.#at < this.#end && NUMBER.has(this.#bytes[this.#at]!)) {
      this.#at++;
    }
    if (this.#at === start) this.#fail("a whole number");
    const text = this.#text(start);
    const value = Number(text);
    if (/^(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(value)) {
      return value;
    }
    this.#fail("a whole number >= 0 and < 2^53", formatText(text), start);
  }

  #text(start: number): string {
    const bytes = this.#bytes.subarray(start, this.#at);
    return bytes.length <= SHORT && bytes.every(isAscii)
      ? String.fromCharCode.apply(null, bytes as Iterable<number> as number[])
      : DECODER.decode(bytes);
  }

  /** Goes to the next byte that is no space. */
  #skipSpaces(): number {
    while (this.#at < this.#end && SPACES.has(this.#bytes[this.#at]!)) {
      this.#at++;
    }
    return this.#at;
  }

  #accept(character: string): boolean {
    const accepted = this.#skipSpaces() < this.#end &&
      this.#bytes[this.#at] === character.charCodeAt(0);
    if (accepted) this.#at++;
    return accepted;
  }

  #expect(character: string, expected = `"${character}"`): void {
    if (!this.#accept(character)) this.#fail(expected);
  }

  #fail(
    expected: string,
    received: string = this.#next(),
    at: number = this.#at,
  ): never {
    return this.#throw(`${expected} at byte ${at}`, received);
  }

  #next(): string {
    if (this.#at >= this.#end) return "the end of the header";
    return formatText(String.fromCharCode(this.#bytes[this.#at]!));
  }
}

function codesOf(characters: string): ReadonlySet<number> {
  return new Set([...characters].map((character) => character.charCodeAt(0)));
}

function isAscii(byte: number): boolean {
  return byte < 0x80;
}
