/**
 * MNIST, from its files or a mirror.
 *
 * @module
 */
import { checkWhole } from "./_check_whole.ts";
import { CLASSES, digitOptions, SIDE } from "./_digits.ts";
import {
  loadMnistFile,
  localRemedy,
  type MnistSource,
} from "./_load_mnist_file.ts";
import { MNIST_FILES, type MnistPart } from "./_mnist_files.ts";
import { ArrayDataset, type ShapedArray } from "./array_dataset.ts";
import { IdxError } from "./idx_error.ts";

/** How far a download is. */
export interface DownloadProgress {
  /** Name of the file. */
  file: string;
  /** Bytes that have come. */
  received: number;
  /** Bytes of the whole file, if the server tells. */
  total: number | undefined;
  /** Mirror that it comes from. */
  mirror: string;
}

/** Options for {@linkcode loadMnist}. */
export interface LoadMnistOptions {
  /** Directory of the files, and for those downloaded; default `data/mnist`. */
  directory?: string;
  /** Whether to download files that are not there; default `true`. */
  download?: boolean;
  /** Addresses to download from, in order; default {@linkcode MNIST_MIRRORS}. */
  mirrors?: readonly string[];
  /** Milliseconds in which at least 1 KiB must arrive; default 30,000. */
  idleTimeout?: number;
  /** Aborts a download. */
  signal?: AbortSignal;
  /** Called for each chunk that arrives. */
  onProgress?: (progress: DownloadProgress) => void;
  /** One-hot rows of ten, or the labels themselves; default `oneHot`. */
  targets?: "oneHot" | "labels";
  /**
   * Whether to check the SHA-256 of files that are there already, as that of a
   * download always is; by default their format and shape must do, and other
   * digits of the same shape pass.
   */
  verify?: boolean;
}

/** The two parts of MNIST. */
export interface Mnist {
  /** 60,000 examples for training. */
  train: ArrayDataset;
  /** 10,000 examples for testing. */
  test: ArrayDataset;
}

/** Public mirrors of MNIST. */
export const MNIST_MIRRORS: readonly string[] = Object.freeze([
  "https://ossci-datasets.s3.amazonaws.com/mnist/",
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
]);

/**
 * Loads MNIST, 70,000 handwritten digits of 28 × 28 pixels
 * ({@link http://yann.lecun.com/exdb/mnist/ | LeCun, Cortes and Burges}).
 *
 * It looks for the four files in the directory, plain or gzip, and downloads
 * those that are not there. A download is checked by the SHA-256 of its
 * content before it is written, and renamed into place, so the directory never
 * holds half of one. Nothing but arrays of 60,000 and 10,000 images and labels
 * is read, or unpacked: other sizes are for {@linkcode idxDataset} or
 * {@linkcode readIdx}. Inputs are flat, `[784]`, from 0 to 1.
 *
 * @param options Where the files are, where they come from, which targets.
 * @returns Training and test examples.
 * @throws {DownloadError} If a file is not there and no mirror gives it.
 * @throws {FileError} If the system refuses to read or write one.
 * @throws {IdxError} If a file is damaged, or does not hold what it should.
 * @throws {MissingPermissionError} If Deno was not given a permission.
 * @throws {RangeError} If an option is not sensible.
 * @throws {UnavailableError} If there is no file system; also the base of
 * `DownloadError`, `FileError` and `MissingPermissionError`.
 *
 * @example Load, and hold out 5,000 examples for validation
 * ```ts ignore
 * import { loadMnist } from "@cutedl/datasets";
 *
 * const { train, test } = await loadMnist({
 *   onProgress: ({ file, received }) => console.log(file, received),
 * });
 * const validation = train.slice(-5000);
 * ```
 */
export async function loadMnist(
  options: LoadMnistOptions = {},
): Promise<Mnist> {
  const {
    directory = "data/mnist",
    download = true,
    mirrors = MNIST_MIRRORS,
    idleTimeout = 30_000,
    signal,
    onProgress,
    targets = "oneHot",
    verify = false,
  } = options;
  const action = "load MNIST";
  checkWhole({ action, name: "idleTimeout", value: idleTimeout, least: 1 });
  if (directory === "") {
    throw new RangeError(
      `Cannot ${action}: expected the path of a directory, received "": give ` +
        '"." for the working directory',
    );
  }
  if (download) checkMirrors(mirrors, action);
  const settings = digitOptions(targets, action);
  const source: MnistSource = {
    directory,
    download,
    mirrors,
    idleTimeout,
    signal,
    onProgress,
    verify,
  };
  const [train, test] = [
    await loadPart(MNIST_FILES.train, source),
    await loadPart(MNIST_FILES.test, source),
  ];
  return {
    train: new ArrayDataset(train.images, train.labels, settings),
    test: new ArrayDataset(test.images, test.labels, settings),
  };
}

/** Refuses what cannot be downloaded from. */
function checkMirrors(mirrors: readonly string[], action: string): void {
  if (mirrors.length === 0) {
    throw new RangeError(
      `Cannot ${action}: expected mirrors to download from, received none: ` +
        "give one, or set download to false",
    );
  }
  const wrong = mirrors.find((mirror) =>
    !(URL.canParse(mirror) && /^https?:$/.test(new URL(mirror).protocol))
  );
  if (wrong === undefined) return;
  throw new RangeError(
    `Cannot ${action}: expected mirrors that are http or https addresses, ` +
      `received ${JSON.stringify(wrong)}`,
  );
}

/** Loads the images and labels of a part. */
async function loadPart(
  part: MnistPart,
  source: MnistSource,
): Promise<{ images: ShapedArray; labels: Uint8Array }> {
  const images = await loadMnistFile(part.images, source);
  const labels = await loadMnistFile(part.labels, source);
  const wrong = labels.data.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) {
    throw new IdxError({
      name: labels.name,
      expected: `labels from 0 to ${CLASSES - 1}`,
      received: `${labels.data[wrong]} for image ${wrong}`,
      remedy: localRemedy(source),
    });
  }
  const [count] = part.images.shape;
  return {
    images: { data: images.data, shape: [count!, SIDE * SIDE] },
    labels: labels.data,
  };
}
