/** Where a person reads. */
export interface Output {
  /** Writes text as it is. */
  readonly write: (text: string) => unknown;
  /** Whether a line can be written over. */
  readonly isTerminal: boolean;
  /** Width of a line, now. */
  readonly columns: () => number;
}

/** Width where none is known. */
export const COLUMNS = 80;

/**
 * The standard output of Deno, Node and Bun, reached without import and
 * permission; in a browser the console.
 */
export function standardOutput(): Output {
  const { process } = globalThis as {
    process?: {
      stdout?: {
        write?(text: string): unknown;
        readonly isTTY?: boolean;
        readonly columns?: number;
      };
    };
  };
  const stdout = process?.stdout;
  if (stdout?.write === undefined) {
    return {
      write: (text) => console.log(text.replace(/\n$/, "")),
      isTerminal: false,
      columns: () => COLUMNS,
    };
  }
  return {
    write: (text) => stdout.write?.(text),
    isTerminal: stdout.isTTY === true,
    columns: () => stdout.columns === 0 ? COLUMNS : stdout.columns ?? COLUMNS,
  };
}
