import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { join } from "@std/path/join";
import { loadMnistFile, type MnistSource } from "./_load_mnist_file.ts";
import type { MnistFile } from "./_mnist_files.ts";
import {
  concat,
  gzip,
  idxFile,
  mayUseFiles,
  mayUseNetwork,
  mnistDirectory,
} from "./_testing.ts";
import { DownloadError } from "./download_error.ts";
import { IdxError } from "./idx_error.ts";
import { loadMnist, type LoadMnistOptions } from "./load_mnist.ts";
import { MissingPermissionError } from "./missing_permission_error.ts";

const NEEDS_FILES = mayUseFiles() ? "" : " (needs --allow-read --allow-write)";
const NEEDS_NETWORK = NEEDS_FILES === "" && mayUseNetwork()
  ? ""
  : " (needs --allow-net=127.0.0.1 --allow-read --allow-write)";
const MNIST = mnistDirectory();
const NEEDS_MNIST = MNIST === undefined
  ? " (needs --allow-env=CUTEDL_MNIST, naming a directory, and --allow-read)"
  : "";

/** Registers a test that gets a directory of its own. */
function test(
  name: string,
  needs: string,
  fn: (directory: string) => Promise<void>,
): void {
  Deno.test({
    name: name + needs,
    ignore: needs !== "",
    sanitizeResources: true,
    sanitizeOps: true,
    async fn() {
      const directory = await Deno.makeTempDir();
      try {
        await fn(directory);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).toSorted();
}

/** Writes a small set of files in the format of MNIST. */
async function writeSet(
  directory: string,
  changes: Record<string, Uint8Array> = {},
): Promise<void> {
  const pixels = (count: number) =>
    Array.from({ length: count * 784 }, (_, i) => i % 256);
  const files: Record<string, Uint8Array> = {
    "train-images-idx3-ubyte": idxFile("uint8", [3, 28, 28], pixels(3)),
    "train-labels-idx1-ubyte": idxFile("uint8", [3], [9, 0, 4]),
    "t10k-images-idx3-ubyte": idxFile("uint8", [2, 28, 28], pixels(2)),
    "t10k-labels-idx1-ubyte": idxFile("uint8", [2], [1, 2]),
    ...changes,
  };
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.writeFile(join(directory, name), bytes);
  }
}

test(
  "loadMnist() reads plain files, pixels from 0 to 1",
  NEEDS_FILES,
  async (directory) => {
    await writeSet(directory);
    const { train, test } = await loadMnist({ directory, download: false });
    assertEquals([train.size, test.size], [3, 2]);
    assertEquals([train.inputShape, train.targetShape], [[784], [10]]);
    const [batch] = await Array.fromAsync(train.batches());
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

test("loadMnist() gives labels", NEEDS_FILES, async (directory) => {
  await writeSet(directory);
  const { train, test } = await loadMnist({
    directory,
    download: false,
    targets: "labels",
  });
  assertEquals(train.targetShape, []);
  const [batch] = await Array.fromAsync(test.batches());
  assertEquals(batch!.targets.toArray(), [1, 2]);
});

test(
  "loadMnist() finds gzip and the other spelling",
  NEEDS_FILES,
  async (directory) => {
    const packed = join(directory, "packed");
    const dotted = join(directory, "dotted");
    const plain = join(directory, "plain");
    for (const path of [packed, dotted, plain]) await Deno.mkdir(path);
    await writeSet(plain);
    for (const name of names(plain)) {
      const bytes = await Deno.readFile(join(plain, name));
      await Deno.writeFile(join(packed, `${name}.gz`), await gzip(bytes));
      const other = name.replace("-idx", ".idx");
      await Deno.writeFile(join(dotted, other), bytes);
    }
    for (const path of [packed, dotted]) {
      const { train } = await loadMnist({ directory: path, download: false });
      assertEquals(train.size, 3);
    }
  },
);

test(
  "loadMnist() names a file that is missing",
  NEEDS_FILES,
  async (directory) => {
    await writeSet(directory);
    await Deno.remove(join(directory, "t10k-images-idx3-ubyte"));
    const error = await assertRejects(
      () => loadMnist({ directory, download: false }),
      DownloadError,
      `Cannot find t10k-images-idx3-ubyte.gz: expected it in ${directory}, ` +
        "received no such file: put it there, or allow the download",
    );
    assertEquals(error.attempts, []);
  },
);

const images = (count: number, ...size: number[]) =>
  idxFile("uint8", [count, ...size], Array(count * 784).fill(0));
const broken: [string, string, Uint8Array, string][] = [
  [
    "images of another size",
    "t10k-images-idx3-ubyte",
    images(2, 14, 56),
    "expected images of 28 × 28 pixels, shape [2, 28, 28], received shape " +
    "[2, 14, 56]",
  ],
  [
    "images without an axis",
    "train-images-idx3-ubyte",
    images(3, 784),
    "received shape [3, 784]",
  ],
  [
    "fewer labels than images",
    "train-labels-idx1-ubyte",
    idxFile("uint8", [2], [1, 2]),
    "expected a label for each image of ",
  ],
  [
    "a label above 9",
    "train-labels-idx1-ubyte",
    idxFile("uint8", [3], [1, 10, 2]),
    "expected labels from 0 to 9, received 10 for image 1",
  ],
  [
    "another type",
    "train-labels-idx1-ubyte",
    idxFile("int32", [3], [1, 2, 3]),
    "expected elements of uint8, received int32",
  ],
  [
    "a cut file",
    "train-images-idx3-ubyte",
    images(3, 28, 28).slice(0, -1),
    "expected 2368 bytes as its header promises, received 2367",
  ],
  [
    "an empty file",
    "t10k-labels-idx1-ubyte",
    new Uint8Array(0),
    "received an empty file",
  ],
];
for (const [what, name, bytes, message] of broken) {
  test(
    `loadMnist() refuses ${what}, naming the file`,
    NEEDS_FILES,
    async (directory) => {
      await writeSet(directory, { [name]: bytes });
      const error = await assertRejects(
        () => loadMnist({ directory, mirrors: [] }),
        IdxError,
        `Cannot read ${join(directory, name)}: `,
      );
      assert(error.message.includes(message), error.message);
    },
  );
}

test(
  "loadMnist() refuses other content when asked to verify",
  NEEDS_FILES,
  async (directory) => {
    await writeSet(directory);
    await assertRejects(
      () => loadMnist({ directory, verify: true }),
      IdxError,
      `Cannot read ${join(directory, "train-images-idx3-ubyte")}: expected ` +
        "content of SHA-256 ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e" +
        "87a2fc25776db, received ",
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
    assertEquals(error.flag, "--allow-write=no/such/directory");
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

/** A small file to download. */
const CONTENT = idxFile(
  "uint8",
  [3000],
  Array.from(
    { length: 3000 },
    (_, i) => i * i % 251,
  ),
);
const PACKED = await gzip(CONTENT);
const SHA256 = new Uint8Array(await crypto.subtle.digest("SHA-256", CONTENT));
const FILE: MnistFile = {
  name: "digits-idx1-ubyte",
  alias: "digits.idx1-ubyte",
  byteLength: CONTENT.length,
  sha256: SHA256.toHex(),
};

function source(
  directory: string,
  mirrors: readonly string[],
  changes: Partial<MnistSource> = {},
): MnistSource {
  return {
    directory,
    mirrors,
    download: true,
    idleTimeout: 5000,
    signal: undefined,
    onProgress: undefined,
    verify: false,
    ...changes,
  };
}

/** Serves on this machine while `work` runs. */
async function serving(
  handler: (request: Request) => Response | Promise<Response>,
  work: (mirror: string) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: controller.signal,
    onListen() {},
    onError: () => new Response(null, { status: 500 }),
  }, handler);
  try {
    await work(`http://127.0.0.1:${server.addr.port}/`);
  } finally {
    controller.abort();
    await server.finished;
  }
}

/** A body that gives bytes, then goes on by `next` for ever. */
function body(
  bytes: Uint8Array,
  next: (controller: ReadableStreamDefaultController<Uint8Array>) => unknown,
): ReadableStream<Uint8Array> {
  let [started, canceled] = [false, false];
  return new ReadableStream({
    async pull(controller) {
      if (!started) controller.enqueue(bytes);
      else await next(controller);
      started = true;
      if (canceled) controller.close();
    },
    cancel() {
      canceled = true;
    },
  });
}

const good = () => new Response(PACKED);
const never = () => new Promise<never>(() => {});

test("loadMnist() downloads a file once", NEEDS_NETWORK, async (directory) => {
  const path = join(directory, "new", "directory");
  const requests: string[] = [];
  await serving((request) => {
    requests.push(new URL(request.url).pathname);
    return good();
  }, async (mirror) => {
    const mirrors = [`${mirror}mnist`]; // with or without a last slash
    for (let i = 0; i < 2; i++) {
      const { data, shape, name } = await loadMnistFile(
        FILE,
        source(path, mirrors),
      );
      assertEquals(shape, [3000]);
      assertEquals(data, CONTENT.subarray(8));
      assertEquals(name, join(path, "digits-idx1-ubyte.gz"));
    }
    assertEquals(requests, ["/mnist/digits-idx1-ubyte.gz"]);
    assertEquals(names(path), ["digits-idx1-ubyte.gz"]);
    assertEquals(
      await Deno.readFile(join(path, "digits-idx1-ubyte.gz")),
      PACKED,
    );
  });
});

test(
  "loadMnist() stores as plain what the way unpacked",
  NEEDS_NETWORK,
  async (directory) => {
    const headers = { "content-encoding": "gzip" };
    await serving(() => new Response(PACKED, { headers }), async (mirror) => {
      await loadMnistFile(FILE, source(directory, [mirror]));
      assertEquals(names(directory), ["digits-idx1-ubyte"]);
    });
  },
);

test("loadMnist() reports progress", NEEDS_NETWORK, async (directory) => {
  const size = PACKED.length;
  const headers = { "content-length": `${size}` };
  await serving(() => new Response(PACKED, { headers }), async (mirror) => {
    const reports: unknown[] = [];
    let last = 0;
    await loadMnistFile(
      FILE,
      source(directory, [mirror], {
        onProgress({ received, ...rest }) {
          assert(received > last);
          last = received;
          reports.push(rest);
        },
      }),
    );
    assertEquals(last, size);
    const file = "digits-idx1-ubyte.gz";
    const expected = { file, mirror, total: size };
    assertEquals(reports, reports.map(() => expected));
  });
});

const BOMB = await gzip(
  concat(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1), new Uint8Array(1_000_000)),
);
const html = { headers: { "content-type": "text/html" } };
const faults: {
  what: string;
  handler: () => Response | Promise<Response>;
  reason: string;
}[] = [
  {
    what: "answers 404",
    handler: () => new Response("none", { status: 404 }),
    reason: "404 Not Found",
  },
  {
    what: "answers 500",
    handler: () => new Response("oh", { status: 500 }),
    reason: "500 Internal Server Error",
  },
  {
    what: "answers nothing",
    handler: () => new Response(null, { status: 204 }),
    reason: "204 No Content",
  },
  {
    what: "gives a web page",
    handler: () => new Response("<!doctype html><p>Log in", html),
    reason: "expected an IDX file, received a web page",
  },
  {
    what: "gives an empty file",
    handler: () => new Response(new Uint8Array(0)),
    reason: "received an empty file",
  },
  {
    what: "gives other content",
    handler: async () =>
      new Response(await gzip(CONTENT.with(-1, CONTENT.at(-1)! ^ 1))),
    reason: `expected content of SHA-256 ${FILE.sha256}, received `,
  },
  {
    what: "gives a cut file",
    handler: () => new Response(PACKED.slice(0, -9)),
    reason: "expected whole gzip data, received damaged data",
  },
  {
    what: "cuts the connection",
    handler: () =>
      new Response(
        body(PACKED.slice(0, 100), (controller) => controller.error("cut")),
      ),
    reason: "",
  },
  {
    what: "redirects in a circle",
    handler: () =>
      new Response(null, { status: 302, headers: { location: "/again" } }),
    reason: "",
  },
  {
    what: "never answers",
    handler: never,
    reason: "received less than 1024 bytes in 100 ms",
  },
  {
    what: "stops in the middle",
    handler: () => new Response(body(PACKED.slice(0, 100), never)),
    reason: "received less than 1024 bytes in 100 ms",
  },
  {
    what: "drips",
    handler: () => {
      let timer: ReturnType<typeof setInterval>;
      return new Response(
        new ReadableStream({
          start(controller) {
            const drop = () => controller.enqueue(Uint8Array.of(0x1f));
            timer = setInterval(drop, 5);
          },
          cancel() {
            clearInterval(timer);
          },
        }),
      );
    },
    reason: "received less than 1024 bytes in 100 ms",
  },
  {
    what: "never ends",
    handler: () =>
      new Response(body(PACKED, (controller) => {
        controller.enqueue(new Uint8Array(1000));
      })),
    reason: "expected at most 3008 bytes, received more",
  },
  {
    what: "gives a bomb",
    handler: () => new Response(BOMB),
    reason: "expected 9 bytes as its header promises, received more",
  },
];
for (const { what, handler, reason } of faults) {
  test(
    `loadMnist() leaves a mirror that ${what}`,
    NEEDS_NETWORK,
    async (directory) => {
      await serving(handler, async (bad) => {
        const url = `${bad}digits-idx1-ubyte.gz`;
        const idle = { idleTimeout: 100 };
        const error = await assertRejects(
          () => loadMnistFile(FILE, source(directory, [bad, bad], idle)),
          DownloadError,
          "Cannot download digits-idx1-ubyte.gz: expected it from one of 2 " +
            "mirrors, received errors: check the connection, or put the file " +
            `into ${directory}\n  ${url}: `,
        );
        assertEquals(error.attempts.map((attempt) => attempt.url), [url, url]);
        for (const { error: { message } } of error.attempts) {
          assert(message.includes(reason), message);
          assert(error.message.includes(`\n  ${url}: ${message}`));
        }
        assertEquals(names(directory), []);

        await serving(good, async (mirror) => {
          const mirrors = [bad, mirror];
          const { data } = await loadMnistFile(
            FILE,
            source(directory, mirrors, idle),
          );
          assertEquals(data, CONTENT.subarray(8));
          assertEquals(names(directory), ["digits-idx1-ubyte.gz"]);
        });
      });
    },
  );
}

test(
  "loadMnist() leaves a mirror that is not there",
  NEEDS_NETWORK,
  async (directory) => {
    let gone = "";
    await serving(good, (mirror) => {
      gone = mirror;
      return Promise.resolve();
    });
    await assertRejects(
      () => loadMnistFile(FILE, source(directory, [gone, "no address"])),
      DownloadError,
      "no address/digits-idx1-ubyte.gz: ",
    );
  },
);

test(
  "loadMnist() lists a mirror that is not permitted with the others",
  NEEDS_NETWORK,
  async (directory) => {
    const handler = () => new Response("none", { status: 404 });
    await serving(handler, async (mirror) => {
      const mirrors = [mirror, "http://mirror.invalid/"];
      const error = await assertRejects(
        () => loadMnistFile(FILE, source(directory, mirrors)),
        DownloadError,
        "http://mirror.invalid/digits-idx1-ubyte.gz: ",
      );
      assertEquals(error.attempts.length, 2);
    });
  },
);

test(
  "loadMnist() ends promptly when aborted, and leaves nothing",
  NEEDS_NETWORK,
  async (directory) => {
    const reason = new Error("enough");
    for (const handler of [never, () => new Response(body(PACKED, never))]) {
      await serving(handler, async (mirror) => {
        const controller = new AbortController();
        const { signal } = controller;
        const timer = setTimeout(() => controller.abort(reason), 50);
        const mirrors = [mirror, mirror];
        const error = await assertRejects(() =>
          loadMnistFile(FILE, source(directory, mirrors, { signal }))
        );
        clearTimeout(timer);
        assertStrictEquals(error, reason);
        assertEquals(names(directory), []);
      });
    }
    const signal = AbortSignal.abort(reason);
    const error = await assertRejects(() =>
      loadMnistFile(FILE, source(directory, [], { signal }))
    );
    assertStrictEquals(error, reason);
  },
);

test(
  "loadMnist() lets an error of onProgress through",
  NEEDS_NETWORK,
  async (directory) => {
    const mistake = new TypeError("not a function");
    await serving(good, async (mirror) => {
      const onProgress = () => {
        throw mistake;
      };
      const mirrors = [mirror, mirror];
      const error = await assertRejects(() =>
        loadMnistFile(FILE, source(directory, mirrors, { onProgress }))
      );
      assertStrictEquals(error, mistake);
      assertEquals(names(directory), []);
    });
  },
);

test(
  "loadMnist() downloads twice at once into one directory",
  NEEDS_NETWORK,
  async (directory) => {
    await serving(good, async (mirror) => {
      const both = await Promise.all(
        [1, 2].map(() => loadMnistFile(FILE, source(directory, [mirror]))),
      );
      for (const { data } of both) assertEquals(data, CONTENT.subarray(8));
      assertEquals(names(directory), ["digits-idx1-ubyte.gz"]);
    });
  },
);

test("loadMnist() reads MNIST itself", NEEDS_MNIST, async () => {
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
});

test(
  "loadMnist() downloads MNIST itself",
  NEEDS_NETWORK === "" ? NEEDS_MNIST : NEEDS_NETWORK,
  async (directory) => {
    await serving(async (request) => {
      const name = new URL(request.url).pathname.slice(1);
      const file = await Deno.open(join(MNIST!, name));
      return new Response(file.readable);
    }, async (mirror) => {
      const files = new Set<string>();
      const { train } = await loadMnist({
        directory,
        mirrors: [mirror],
        onProgress: ({ file }) => files.add(file),
      });
      assertEquals(train.size, 60_000);
      assertEquals([...files].toSorted(), names(directory));
      assertEquals(files.size, 4);
      const again = await loadMnist({ directory, download: false });
      assertEquals(again.test.size, 10_000);
    });
  },
);
