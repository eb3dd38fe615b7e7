import { sizeOf } from "@cutedl/tensor";
import { SIDE } from "./_digits.ts";

/** One of the four files of MNIST. */
export interface MnistFile {
  /** Name without the ending, as the mirrors spell it. */
  name: string;
  /** The other spelling that is about. */
  alias: string;
  /** Shape of its array. */
  shape: readonly number[];
  /** SHA-256 of the unpacked file. */
  sha256: string;
}

/** Bytes of an unpacked file: a header, then one per element. */
export function byteLengthOf({ shape }: MnistFile): number {
  return 4 + 4 * shape.length + sizeOf(shape);
}

/** The images and labels of one part of MNIST. */
export interface MnistPart {
  images: MnistFile;
  labels: MnistFile;
}

/** The files of MNIST, told by their unpacked content. */
export const MNIST_FILES: Record<"train" | "test", MnistPart> = {
  train: {
    images: {
      name: "train-images-idx3-ubyte",
      alias: "train-images.idx3-ubyte",
      shape: [60_000, SIDE, SIDE],
      sha256:
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    labels: {
      name: "train-labels-idx1-ubyte",
      alias: "train-labels.idx1-ubyte",
      shape: [60_000],
      sha256:
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
  },
  test: {
    images: {
      name: "t10k-images-idx3-ubyte",
      alias: "t10k-images.idx3-ubyte",
      shape: [10_000, SIDE, SIDE],
      sha256:
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    labels: {
      name: "t10k-labels-idx1-ubyte",
      alias: "t10k-labels.idx1-ubyte",
      shape: [10_000],
      sha256:
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
  },
};
