import {
  type ArrayDataset,
  loadMnist,
  MissingPermissionError,
  permissionFlag,
  syntheticDigits,
} from "@cutedl/datasets";
import { defaultDirectory } from "./_mnist_options.ts";
import { mayDownload, mayRead } from "./_mnist_permissions.ts";

/** Images to train and test on. */
export interface Digits {
  dataset: "mnist" | "synthetic";
  train: ArrayDataset;
  test: ArrayDataset;
  /** Where they come from, for a person. */
  source: string;
}

/** Number of synthetic images, where MNIST cannot be had. */
const SYNTHETIC = { train: 12_000, test: 2_000 };

/**
 * Loads MNIST from a directory, else downloads it there, else draws digits.
 *
 * Only what is permitted already is tried: nobody is asked. A directory that
 * was named must do; only the default one gives way to drawn digits.
 *
 * @param named Directory that was asked for, if one was.
 * @param notify Told why digits are drawn.
 * @throws {Error} If a named directory does not do.
 */
export async function loadDigits(
  named: string | undefined,
  notify: (reason: unknown) => void,
): Promise<Digits> {
  const directory = named ?? defaultDirectory;
  try {
    const mnist = await load(directory);
    return { dataset: "mnist", ...mnist, source: directory };
  } catch (error) {
    if (named !== undefined) throw error;
    notify(error);
  }
  return {
    dataset: "synthetic",
    train: syntheticDigits({ count: SYNTHETIC.train, seed: 1 }),
    test: syntheticDigits({ count: SYNTHETIC.test, seed: 2 }),
    source: "strokes",
  };
}

async function load(
  directory: string,
): Promise<{ train: ArrayDataset; test: ArrayDataset }> {
  if (!await mayRead(directory)) {
    const flag = permissionFlag("read", directory);
    throw new MissingPermissionError(`read ${directory}`, flag);
  }
  try {
    return await loadMnist({
      directory,
      download: await mayDownload(directory),
      onProgress: ({ file, received }) =>
        redraw(`Downloading ${file}: ${(received / 1e6).toFixed(1)} MB`),
    });
  } finally {
    redraw("");
  }
}

/** Replaces the last line of a terminal. */
function redraw(line: string): void {
  if (!Deno.stderr.isTerminal()) return;
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${line}`));
}
