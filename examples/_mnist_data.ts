import {
  type ArrayDataset,
  DownloadError,
  loadMnist,
  MissingPermissionError,
  MNIST_MIRRORS,
  syntheticDigits,
} from "@cutedl/datasets";
import { defaultDirectory } from "./_mnist_options.ts";

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
 * @throws {MissingPermissionError} If a named directory may not be read.
 */
export async function loadDigits(
  named: string | undefined,
  notify: (reason: Error) => void,
): Promise<Digits> {
  const directory = named ?? defaultDirectory;
  try {
    if (!await isGranted({ name: "read", path: directory })) {
      throw new MissingPermissionError(
        `read ${directory}`,
        `--allow-read=${directory}`,
      );
    }
    const { train, test } = await loadMnist({
      directory,
      download: await mayDownload(directory),
      onProgress: ({ file, received }) =>
        redraw(`Downloading ${file}: ${(received / 1e6).toFixed(1)} MB`),
    });
    redraw("");
    return { dataset: "mnist", train, test, source: directory };
  } catch (error) {
    const mayDraw = named === undefined &&
      (error instanceof MissingPermissionError ||
        error instanceof DownloadError);
    if (!mayDraw) throw error;
    notify(error);
  }
  return {
    dataset: "synthetic",
    train: syntheticDigits({ count: SYNTHETIC.train, seed: 1 }),
    test: syntheticDigits({ count: SYNTHETIC.test, seed: 2 }),
    source: "strokes",
  };
}

async function mayDownload(directory: string): Promise<boolean> {
  const hosts = MNIST_MIRRORS.map((mirror) => new URL(mirror).host);
  const needed = [
    { name: "write", path: directory } as const,
    ...hosts.map((host) => ({ name: "net", host } as const)),
  ];
  return (await Promise.all(needed.map(isGranted))).every(Boolean);
}

async function isGranted(
  descriptor: Deno.PermissionDescriptor,
): Promise<boolean> {
  return (await Deno.permissions.query(descriptor)).state === "granted";
}

/** Replaces the last line of a terminal. */
function redraw(line: string): void {
  if (!Deno.stderr.isTerminal()) return;
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${line}`));
}
