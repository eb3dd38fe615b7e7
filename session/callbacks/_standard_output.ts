import { notebookKernel } from "../_notebook_kernel.ts";

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

/** What a program finds as `process.stdout`. */
interface Stdout {
  write?(text: string, done: (error?: unknown) => void): unknown;
  once?(event: "error", listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * The standard output of Deno, Node and Bun, reached without import and
 * permission; in a browser and in a notebook the console.
 *
 * Where nobody reads any more, as behind `| head`, it writes no more, and says
 * nothing, as `console.log` does.
 */
export function standardOutput(): Output {
  const { process } = globalThis as { process?: { stdout?: Stdout } };
  const stdout = process?.stdout;
  // what a notebook's process writes there, nobody sees
  if (stdout?.write === undefined || notebookKernel() !== undefined) {
    return {
      write: (text) => console.log(text.replace(/\n$/, "")),
      isTerminal: false,
      columns: () => COLUMNS,
    };
  }
  let isClosed = false;
  const onWritten = (error?: unknown): void => {
    if (!error || isClosed) return;
    isClosed = true;
    stdout.once?.("error", () => {}); // else its event ends the program
  };
  return {
    write: (text) => {
      if (isClosed) return;
      try {
        stdout.write!(text, onWritten);
      } catch {
        isClosed = true;
      }
    },
    isTerminal: stdout.isTTY === true,
    columns: () => stdout.columns === 0 ? COLUMNS : stdout.columns ?? COLUMNS,
  };
}
