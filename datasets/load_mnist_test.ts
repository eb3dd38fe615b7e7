import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import {
  FileError,
  MissingPermissionError,
  UnavailableError,
} from "@cutedl/tensor/file";
import { join } from "@std/path/join";
import { mnistDirectory } from "../tests/permissions.ts";
import {
  directoryTest,
  gzip,
  idxFile,
  NEEDS_FILES,
  withBuiltin,
} from "./_testing.ts";
import { DownloadError } from "./download_error.ts";
import { IdxError } from "./idx_error.ts";
import { loadMnist, type LoadMnistOptions } from "./load_mnist.ts";

const MNIST = await mnistDirectory();
const NEEDS_MNIST = MNIST === undefined
  ? " (needs --allow-env=CUTEDL_MNIST, naming a directory, and --allow-read)"
  : "";

const TRAIN_IMAGES = "train-images-idx3-ubyte";
const TRAIN_LABELS = "train-labels-idx1-ubyte";
const TEST_IMAGES = "t10k-images-idx3-ubyte";
const TEST_LABELS = "t10k-labels-idx1-ubyte";

/** A file of bytes that start with `values` and go on with zeros. */
function file(
  shape: readonly number[],
  values: readonly number[] = [],
): Uint8Array<ArrayBuffer> {
  const header = idxFile("uint8", shape, values);
  const size = shape.reduce((product, length) => product * length, 1);
  const bytes = new Uint8Array(header.length - values.length + size);
  bytes.set(header);
  return bytes;
}

const PIXELS = Array.from({ length: 2 * 784 }, (_, i) => i % 256);
const PLAIN = {
  [TRAIN_IMAGES]: file([60_000, 28, 28], PIXELS),
  [TRAIN_LABELS]: file([60_000], [9, 0, 4]),
  [TEST_IMAGES]: file([10_000, 28, 28]),
  [TEST_LABELS]: file([10_000], [1, 2]),
};
const PACKED = new Map<string, Uint8Array<ArrayBuffer>>();
for (const [name, bytes] of Object.entries(PLAIN)) {
  PACKED.set(`${name}.gz`, await gzip(bytes));
}

/** A mirror that refuses everything. */
const NOWHERE = ["http://127.0.0.1:1/"];

type Changes = Record<string, Uint8Array | undefined>;

/** Writes four packed files of MNIST's shapes, with changes. */
async function writeSet(
  directory: string,
  changes: Changes = {},
): Promise<void> {
  const files = { ...Object.fromEntries(PACKED), ...changes };
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes) await Deno.writeFile(join(directory, name), bytes);
  }
}

directoryTest(
  "loadMnist() reads plain files, pixels from 0 to 1",
  NEEDS_FILES,
  async (directory) => {
    for (const [name, bytes] of Object.entries(PLAIN)) {
      await Deno.writeFile(join(directory, name), bytes);
    }
    const { train, test } = await loadMnist({ directory, download: false });
    assertEquals([train.size, test.size], [60_000, 10_000]);
    assertEquals([train.inputShape, train.targetShape], [[784], [10]]);
    const [batch] = await Array.fromAsync(
      train.slice(0, 3).batches({ batchSize: 3 }),
    );
    assertEquals(batch!.inputs.data[0], 0);
    assertEquals(batch!.inputs.data[255], 1);
    assertAlmostEquals(batch!.inputs.data[784]!, 784 % 256 / 255, 1e-7);
    assertEquals(batch!.targets.toArray(), [
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
    ]);
  },
);

directoryTest("loadMnist() gives labels", NEEDS_FILES, async (directory) => {
  await writeSet(directory);
  const { train, test } = await loadMnist({
    directory,
    download: false,
    targets: "labels",
  });
  assertEquals(train.targetShape, []);
  const [batch] = await Array.fromAsync(test.batches({ batchSize: 2 }));
  assertEquals(batch!.targets.toArray(), [1, 2]);
});

directoryTest(
  "loadMnist() finds the other spelling, plain and gzip",
  NEEDS_FILES,
  async (directory) => {
    const dotted = (name: string) => name.replace("-idx", ".idx");
    for (const [name, bytes] of PACKED) {
      await Deno.writeFile(join(directory, dotted(name)), bytes);
    }
    const labels = join(directory, dotted(TEST_LABELS));
    await Deno.remove(`${labels}.gz`);
    await Deno.writeFile(labels, PLAIN[TEST_LABELS]);
    const { train } = await loadMnist({ directory, download: false });
    assertEquals(train.size, 60_000);
  },
);

directoryTest(
  "loadMnist() names a file that is missing",
  NEEDS_FILES,
  async (directory) => {
    await writeSet(directory, { [`${TEST_IMAGES}.gz`]: undefined });
    const error = await assertRejects(
      () => loadMnist({ directory, download: false }),
      DownloadError,
      `Cannot find t10k-images-idx3-ubyte.gz: expected it in ${directory}, ` +
        "received no such file: put it there, or allow the download",
    );
    assert(error instanceof UnavailableError);
    assertEquals(error.attempts, []);
    assertEquals(error.cause, undefined);
  },
);

const gz = (name: string) => PACKED.get(`${name}.gz`)!;
const broken: [string, string, Uint8Array, string][] = [
  [
    "the test images as those for training",
    `${TRAIN_IMAGES}.gz`,
    gz(TEST_IMAGES),
    "expected shape [60000, 28, 28], received [10000, 28, 28]",
  ],
  [
    "images of another size",
    TEST_IMAGES,
    file([10_000, 14, 56]),
    "expected shape [10000, 28, 28], received [10000, 14, 56]",
  ],
  [
    "images without an axis",
    TEST_IMAGES,
    file([10_000, 784]),
    "expected shape [10000, 28, 28], received [10000, 784]",
  ],
  [
    "labels as images",
    `${TRAIN_IMAGES}.gz`,
    gz(TRAIN_LABELS),
    "expected shape [60000, 28, 28], received [60000]",
  ],
  [
    "fewer labels than images",
    TRAIN_LABELS,
    file([59_999]),
    "expected shape [60000], received [59999]",
  ],
  [
    "a label above 9",
    TRAIN_LABELS,
    file([60_000], [1, 10, 2]),
    "expected labels from 0 to 9, received 10 for image 1",
  ],
  [
    "another type",
    TRAIN_LABELS,
    idxFile("int32", [3], [1, 2, 3]),
    "expected elements of uint8, received int32",
  ],
  [
    "a cut file",
    TRAIN_LABELS,
    PLAIN[TRAIN_LABELS].slice(0, -1),
    "expected 60008 bytes as its header promises, received fewer",
  ],
  [
    "a file of more than its shape",
    TRAIN_LABELS,
    new Uint8Array(60_009).fill(0).map((_, i) => PLAIN[TRAIN_LABELS][i] ?? 0),
    "expected 60008 bytes as its header promises, received more",
  ],
  [
    "a cut gzip",
    `${TRAIN_LABELS}.gz`,
    gz(TRAIN_LABELS).slice(0, -9),
    "expected whole gzip data, received damaged data (unexpected end of file)",
  ],
  [
    "an empty file",
    TEST_LABELS,
    new Uint8Array(0),
    "received an empty file",
  ],
];
for (const [what, name, bytes, message] of broken) {
  directoryTest(
    `loadMnist() refuses ${what}, and says what to do`,
    NEEDS_FILES,
    async (directory) => {
      await writeSet(directory, { [name]: bytes });
      const remedies = [
        [true, "delete it to have it downloaded again"],
        [
          false,
          "put the right file there, or delete it and allow the download",
        ],
      ] as const;
      for (const [download, remedy] of remedies) {
        const error = await assertRejects(
          () => loadMnist({ directory, download, mirrors: NOWHERE }),
          IdxError,
          `Cannot read ${join(directory, name)}: `,
        );
        assert(
          error.message.endsWith(`${message}: ${remedy}`),
          error.message,
        );
      }
    },
  );
}

directoryTest(
  "loadMnist() unpacks no more than the shape of a file",
  NEEDS_FILES,
  async (directory) => {
    const chunk = 2 ** 18; // what is unpacked at once
    const labels = PLAIN[TEST_LABELS];
    const more = new Uint8Array(30_000_000);
    const cases: [Uint8Array<ArrayBuffer>, string][] = [
      [file([30_000_000]), "expected shape [10000], received [30000000]"],
      [
        new Uint8Array(await new Blob([labels, more]).arrayBuffer()),
        "expected 10008 bytes as its header promises, received more",
      ],
    ];
    for (const [bomb, message] of cases) {
      await writeSet(directory, {
        [`${TEST_LABELS}.gz`]: await gzip(bomb),
      });
      let unpacked = 0; // since the file of labels was opened
      await withBuiltin<typeof import("node:zlib")>("node:zlib", (real) => ({
        createGunzip: ((options) => {
          const unpacker = real.createGunzip(options);
          const { push } = unpacker;
          unpacked = 0;
          unpacker.push = (bytes: Uint8Array | null) => {
            unpacked += bytes?.length ?? 0;
            return push.call(unpacker, bytes);
          };
          return unpacker;
        }) as typeof real.createGunzip,
      }), async () => {
        await assertRejects(
          () => loadMnist({ directory }),
          IdxError,
          message,
        );
      });
      assert(unpacked > 0 && unpacked <= 4 * chunk, `unpacked ${unpacked}`);
    }
  },
);

directoryTest(
  "loadMnist() reads no more than the shape of a plain file",
  NEEDS_FILES,
  async (directory) => {
    for (const size of [10_000, 30_000_000]) {
      const bytes = file([30_000_000]);
      bytes.set(file([size], []).subarray(0, 8));
      await writeSet(directory, { [TEST_LABELS]: bytes });
      let read = 0;
      await withBuiltin<typeof import("node:fs")>("node:fs", (real) => ({
        promises: {
          ...real.promises,
          async open(path, ...rest) {
            const handle = await real.promises.open(path, ...rest);
            if (!String(path).endsWith(TEST_LABELS)) return handle;
            const original = handle.read;
            handle.read = (async (...args: unknown[]) => {
              const result = await Reflect.apply(original, handle, args);
              read += result.bytesRead;
              return result;
            }) as typeof handle.read;
            return handle;
          },
        },
      }), async () => {
        await assertRejects(() => loadMnist({ directory }), IdxError);
      });
      assert(read > 0 && read <= 2 * 10_008, `read ${read}`);
    }
  },
);

directoryTest(
  "loadMnist() says when a directory has the name of a file",
  NEEDS_FILES,
  async (directory) => {
    await writeSet(directory, { [`${TEST_IMAGES}.gz`]: undefined });
    await Deno.mkdir(join(directory, TEST_IMAGES));
    for (const download of [false, true]) {
      const error = await assertRejects(
        () => loadMnist({ directory, download, mirrors: NOWHERE }),
        FileError,
        `Cannot read ${join(directory, TEST_IMAGES)}: expected a file, ` +
          "received a directory: move it away, ",
      );
      assertEquals(error.code, "EISDIR");
    }
    // Unpacking some archives leaves both.
    const dotted = join(directory, "t10k-images.idx3-ubyte");
    await Deno.writeFile(dotted, PLAIN[TEST_IMAGES]);
    const { test } = await loadMnist({ directory, download: false });
    assertEquals(test.size, 10_000);
  },
);

directoryTest(
  "loadMnist() says when its directory is a file",
  NEEDS_FILES,
  async (directory) => {
    const path = join(directory, "train.gz");
    await Deno.writeFile(path, Uint8Array.of(1));
    for (const download of [false, true]) {
      await assertRejects(
        () => loadMnist({ directory: path, download, mirrors: NOWHERE }),
        FileError,
        `Cannot read ${join(path, TRAIN_IMAGES)}: expected directories above ` +
          "it, received a file: give the directory that the file is in",
      );
    }
  },
);

directoryTest(
  "loadMnist() downloads nothing that it cannot write",
  NEEDS_FILES,
  async (directory) => {
    await withBuiltin<typeof import("node:fs")>("node:fs", (real) => ({
      promises: {
        ...real.promises,
        async open(path, flags) {
          if (flags === undefined) return await real.promises.open(path);
          throw Object.assign(new Error("EROFS"), { code: "EROFS" });
        },
      },
    }), async () => {
      const error = await assertRejects(
        () => loadMnist({ directory, mirrors: NOWHERE }),
        FileError,
        `Cannot write ${directory}: expected a disk that can be written, ` +
          "received a read-only one: write elsewhere",
      );
      assert(error instanceof UnavailableError);
    });
  },
);

directoryTest(
  "loadMnist() takes other digits, but not when asked to verify",
  NEEDS_FILES,
  async (directory) => {
    await writeSet(directory);
    await loadMnist({ directory, download: false });
    await loadMnist({ directory, download: false, verify: false });
    const path = join(directory, `${TRAIN_IMAGES}.gz`);
    const digest = await crypto.subtle.digest("SHA-256", PLAIN[TRAIN_IMAGES]);
    await assertRejects(
      () => loadMnist({ directory, verify: true }),
      IdxError,
      `Cannot read ${path}: expected content of SHA-256 ba891046e6505d7aadcbbe` +
        "25680a0738ad16aec93bde7f9b65e87a2fc25776db, received " +
        `${new Uint8Array(digest).toHex()}: delete it to have it downloaded ` +
        "again",
    );
  },
);

Deno.test({
  name: "loadMnist() names the flag to read with",
  permissions: { read: false },
  async fn() {
    const error = await assertRejects(
      () => loadMnist(),
      MissingPermissionError,
      "run again with --allow-read=data/mnist",
    );
    assert(error instanceof UnavailableError);
    assertEquals(error.flag, "--allow-read=data/mnist");
  },
});

Deno.test({
  name: `loadMnist() names the flag to write with${NEEDS_FILES}`,
  ignore: NEEDS_FILES !== "",
  permissions: { read: true, write: false },
  async fn() {
    const error = await assertRejects(
      () => loadMnist({ directory: "no/such/directory" }),
      MissingPermissionError,
      "Cannot write no/such/directory",
    );
    assertEquals(
      error.flag,
      "--allow-read=no/such/directory --allow-write=no/such/directory",
    );
  },
});

Deno.test({
  name: `loadMnist() names the flag to download with${NEEDS_FILES}`,
  ignore: NEEDS_FILES !== "",
  permissions: { read: true, write: true, net: false },
  async fn() {
    const directory = await Deno.makeTempDir();
    try {
      const error = await assertRejects(
        () => loadMnist({ directory }),
        MissingPermissionError,
        "Cannot download train-images-idx3-ubyte.gz",
      );
      assertEquals(
        error.flag,
        "--allow-net=ossci-datasets.s3.amazonaws.com,storage.googleapis.com",
      );
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

Deno.test("loadMnist() refuses senseless options", async () => {
  const cases: [LoadMnistOptions, string][] = [
    [{ idleTimeout: 0 }, "expected idleTimeout to be a whole number >= 1"],
    [{ idleTimeout: NaN }, "received NaN"],
    [
      { targets: "both" as "labels" },
      'expected targets to be "oneHot" or "labels", received "both"',
    ],
    [{ directory: "" }, 'expected the path of a directory, received "": give'],
    [
      { mirrors: [] },
      "expected mirrors to download from, received none: give one, or set " +
      "download to false",
    ],
    [
      { mirrors: ["https://a.b/", "file:///a"] },
      "expected mirrors that are http or https addresses, received " +
      '"file:///a"',
    ],
    [{ mirrors: ["a.b"] }, 'received "a.b"'],
  ];
  for (const [options, message] of cases) {
    await assertRejects(
      () => loadMnist(options),
      RangeError,
      "Cannot load MNIST: ",
    );
    await assertRejects(() => loadMnist(options), RangeError, message);
  }
});

Deno.test({
  name: `loadMnist() reads MNIST itself${NEEDS_MNIST}`,
  ignore: MNIST === undefined,
  async fn() {
    const { train, test } = await loadMnist({
      directory: MNIST!,
      download: false,
      targets: "labels",
      verify: true,
    });
    assertEquals([train.size, test.size], [60_000, 10_000]);
    const [all] = await Array.fromAsync(train.batches({ batchSize: 60_000 }));
    assertEquals([...all!.targets.data.subarray(0, 5)], [5, 0, 4, 1, 9]);
    // The mean and standard deviation that PyTorch's examples normalize with.
    let [sum, squares, zeros] = [0, 0, 0];
    const { size, data } = all!.inputs;
    for (let i = 0; i < size; i++) {
      const value = data[i]!;
      sum += value;
      squares += value ** 2;
      if (value === 0) zeros++;
    }
    assertAlmostEquals(sum / size, 0.1307, 5e-5);
    const deviation = Math.sqrt(squares / size - (sum / size) ** 2);
    assertAlmostEquals(deviation, 0.3081, 5e-5);
    assertAlmostEquals(zeros / size, 0.81, 0.005);
    const [first] = await Array.fromAsync(
      test.slice(0, 5).batches({ batchSize: 5 }),
    );
    assertEquals([...first!.targets.data], [7, 2, 1, 0, 4]);
  },
});
