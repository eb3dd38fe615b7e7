/** One of the four files of MNIST. */
export interface MnistFile {
  /** Name without the ending, as the mirrors spell it. */
  name: string;
  /** The other spelling that is about. */
  alias: string;
  /** Bytes of the unpacked file. */
  byteLength: number;
  /** SHA-256 of the unpacked file. */
  sha256: string;
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
      byteLength: 47_040_016,
      sha256:
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    labels: {
      name: "train-labels-idx1-ubyte",
      alias: "train-labels.idx1-ubyte",
      byteLength: 60_008,
      sha256:
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
  },
  test: {
    images: {
      name: "t10k-images-idx3-ubyte",
      alias: "t10k-images.idx3-ubyte",
      byteLength: 7_840_016,
      sha256:
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    labels: {
      name: "t10k-labels-idx1-ubyte",
      alias: "t10k-labels.idx1-ubyte",
      byteLength: 10_008,
      sha256:
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
  },
};
