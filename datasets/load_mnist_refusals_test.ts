import { assert, assertEquals, assertRejects } from "@std/assert";
import { FileError, UnavailableError } from "@cutedl/tensor/file";
import { join } from "@std/path/join";
import {
  file,
  NOWHERE,
  PACKED,
  PLAIN,
  TEST_IMAGES,
  TEST_LABELS,
  TRAIN_IMAGES,
  TRAIN_LABELS,
  writeSet,
} from "./_mnist_testing.ts";
import {
  directoryTest,
  gzip,
  idxFile,
  NEEDS_FILES,
  withBuiltin,
} from "./_testing.ts";
import { IdxError } from "./idx_error.ts";
import { loadMnist } from "./load_mnist.ts";

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
