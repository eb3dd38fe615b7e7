import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { MissingPermissionError, UnavailableError } from "@cutedl/tensor/file";
import { join } from "@std/path/join";
import { mnistDirectory } from "../tests/permissions.ts";
import {
  PACKED,
  PLAIN,
  TEST_IMAGES,
  TEST_LABELS,
  TRAIN_IMAGES,
  writeSet,
} from "./_mnist_testing.ts";
import { directoryTest, NEEDS_FILES } from "./_testing.ts";
import { DownloadError } from "./download_error.ts";
import { IdxError } from "./idx_error.ts";
import { loadMnist, type LoadMnistOptions } from "./load_mnist.ts";

const MNIST = await mnistDirectory();
const NEEDS_MNIST = MNIST === undefined
  ? " (needs --allow-env=CUTEDL_MNIST, naming a directory, and --allow-read)"
  : "";

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
