import { DownloadError, IdxError } from "@cutedl/datasets";
import { WeightsError } from "@cutedl/layers";
import { DivergenceError } from "@cutedl/session";
import { SafetensorsError, ShapeError } from "@cutedl/tensor";
import { FileError } from "@cutedl/tensor/file";
import { equal } from "@std/assert";
import type { Damaged } from "./damage.ts";

/** Longest time that a file may take, in milliseconds. */
export const LONGEST = 1000;
/** By how many bytes the process may grow while it reads a file. */
export const LARGEST = 64e6;

/**
 * What a file holds by the rules of its format, read by a reader of the tests:
 * `undefined` for a file that breaks them.
 */
export type Oracle = (bytes: Uint8Array<ArrayBuffer>) => unknown;

/** A reader of ours: it gives what the oracle does, or throws. */
export type Read = (bytes: Uint8Array<ArrayBuffer>) => unknown;

/** A format's readers. */
export interface Readers {
  /** That of ours. */
  read: Read;
  /** That of the tests. */
  oracle: Oracle;
  /**
   * Whether ours may refuse more than the oracle does; default `false`.
   */
  mayRefuse?: boolean;
}

/** What came of reading damaged files. */
export interface Verdict {
  /** Files that were read. */
  count: number;
  /** Files that were refused by an error of ours. */
  refused: number;
  /** Longest time that one took, in milliseconds. */
  longest: number;
  /** By how many bytes the process grew at most while it read one. */
  largest: number;
  /** What went wrong. */
  faults: string[];
}

/** Whether an error says by its class or text what was expected of a file. */
export function isNamed(error: unknown): boolean {
  const classes = [
    DivergenceError, // a file may hold NaN
    DownloadError,
    FileError,
    IdxError,
    SafetensorsError,
    ShapeError,
    WeightsError,
  ];
  return classes.some((type) => error instanceof type) ||
    error instanceof RangeError &&
      /^Cannot [^]+: expected /.test(error.message);
}

/**
 * By how many bytes a process grew, also by arrays that it has asked for and
 * not touched.
 */
export function growth(before: Deno.MemoryUsage): number {
  const { rss, external } = Deno.memoryUsage();
  return Math.max(rss - before.rss, external - before.external);
}

/**
 * Reads each file, and tells what is neither right data nor an error of ours, or
 * took too long or too much.
 */
export async function judge(
  files: Iterable<Damaged>,
  { read, oracle, mayRefuse = false }: Readers,
): Promise<Verdict> {
  const verdict: Verdict = {
    count: 0,
    refused: 0,
    longest: 0,
    largest: 0,
    faults: [],
  };
  for (const { what, bytes } of files) {
    const fault = (text: string): void => {
      verdict.faults.push(`${what}: ${text}`);
    };
    const expected = oracle(bytes);
    const given = Uint8Array.from(bytes);
    const before = Deno.memoryUsage();
    const started = performance.now();
    try {
      const received = await read(given);
      if (!equal(received, expected)) {
        fault(expected === undefined ? "taken, though damaged" : "wrong data");
      }
    } catch (error) {
      verdict.refused++;
      if (!isNamed(error)) fault(`no error of ours: ${error}`);
      else if (expected !== undefined && !mayRefuse) {
        fault(`refused, though whole: ${error}`);
      }
    }
    const milliseconds = performance.now() - started;
    const grown = growth(before);
    if (grown > LARGEST) fault(`took ${grown} bytes`);
    if (milliseconds > LONGEST) fault(`took ${milliseconds} ms`);
    if (given.some((byte, i) => byte !== bytes[i])) {
      fault("changed the bytes that it was given");
    }
    verdict.count++;
    verdict.longest = Math.max(verdict.longest, milliseconds);
    verdict.largest = Math.max(verdict.largest, grown);
  }
  return verdict;
}
