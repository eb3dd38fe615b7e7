import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { join } from "@std/path/join";
import { Random } from "@cutedl/tensor";
import { mnistDirectory } from "../tests/permissions.ts";
import { loadMnistFile, type MnistSource } from "./_load_mnist_file.ts";
import type { MnistFile } from "./_mnist_files.ts";
import {
  concat,
  directoryTest,
  gzip,
  idxFile,
  names,
  NEEDS_NETWORK,
} from "./_testing.ts";
import { DownloadError } from "./download_error.ts";
import { type DownloadProgress, loadMnist } from "./load_mnist.ts";

const MNIST = await mnistDirectory();
const NEEDS_MNIST = MNIST === undefined
  ? " (needs --allow-env=CUTEDL_MNIST, naming a directory, and --allow-read)"
  : NEEDS_NETWORK;

/** A small file to download, which packs to some 10 KiB. */
const random = new Random(1);
const SHAPE = [12_000];
const ITEMS = Array.from({ length: 12_000 }, () => random.integer(128));
const CONTENT = idxFile("uint8", SHAPE, ITEMS);
const PACKED = await gzip(CONTENT);
const SHA256 = new Uint8Array(await crypto.subtle.digest("SHA-256", CONTENT));
const FILE: MnistFile = {
  name: "digits-idx1-ubyte",
  alias: "digits.idx1-ubyte",
  shape: SHAPE,
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

directoryTest(
  "loadMnist() downloads a file once",
  NEEDS_NETWORK,
  async (directory) => {
    const path = join(directory, "new", "directory");
    const requests: string[] = [];
    await serving((request) => {
      requests.push(new URL(request.url).pathname);
      return good();
    }, async (mirror) => {
      const mirrors = [`${mirror}mnist`]; // with or without a last slash
      for (let i = 0; i < 2; i++) {
        const { data, name } = await loadMnistFile(FILE, source(path, mirrors));
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
  },
);

directoryTest(
  "loadMnist() stores as plain what the way unpacked",
  NEEDS_NETWORK,
  async (directory) => {
    const headers = {
      "content-encoding": "gzip",
      "content-length": `${PACKED.length}`, // not that of what arrives
    };
    await serving(() => new Response(PACKED, { headers }), async (mirror) => {
      let last: DownloadProgress | undefined;
      const onProgress = (progress: DownloadProgress) => last = progress;
      await loadMnistFile(FILE, source(directory, [mirror], { onProgress }));
      assertEquals(names(directory), ["digits-idx1-ubyte"]);
      assertEquals([last!.received, last!.total], [CONTENT.length, undefined]);
      await loadMnistFile(FILE, source(directory, [])); // what was stored
    });
  },
);

directoryTest(
  "loadMnist() reports progress",
  NEEDS_NETWORK,
  async (directory) => {
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
  },
);

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
    what: "stops after more than 1 KiB",
    handler: () => new Response(body(PACKED.slice(0, 5000), never)),
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
    reason: "expected at most 12008 bytes, received more",
  },
  {
    what: "gives a file of another shape",
    handler: () => new Response(BOMB),
    reason:
      "expected shape [12000], received [1]: this mirror has another or " +
      "a damaged file",
  },
];
for (const { what, handler, reason } of faults) {
  directoryTest(
    `loadMnist() leaves a mirror that ${what}`,
    NEEDS_NETWORK,
    async (directory) => {
      await serving(handler, async (bad) => {
        const url = `${bad}digits-idx1-ubyte.gz`;
        const abort = new AbortController(); // rather than wait for ever
        const timer = setTimeout(() => abort.abort(), 10_000);
        const idle = { idleTimeout: 100, signal: abort.signal };
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
        clearTimeout(timer);
      });
    },
  );
}

directoryTest(
  "loadMnist() waits for a slow mirror as long as 1 KiB arrives in time",
  NEEDS_NETWORK,
  async (directory) => {
    const idleTimeout = 500;
    const drops = 8;
    const length = Math.ceil(PACKED.length / drops);
    assert(length > 1024);
    const slow = () => {
      let start = 0;
      return new Response(
        new ReadableStream({
          async pull(controller) {
            await new Promise((resolve) => setTimeout(resolve, 80));
            controller.enqueue(PACKED.slice(start, start += length));
            if (start >= PACKED.length) controller.close();
          },
        }),
      );
    };
    await serving(slow, async (mirror) => {
      const started = performance.now();
      const totals = new Set<number | undefined>();
      const { data } = await loadMnistFile(
        FILE,
        source(directory, [mirror], {
          idleTimeout,
          onProgress: ({ total }) => totals.add(total),
        }),
      );
      assertEquals(data, CONTENT.subarray(8));
      assertEquals([...totals], [undefined]); // no length was told
      assert(performance.now() - started > idleTimeout);
    });
  },
);

directoryTest(
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

directoryTest(
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

directoryTest(
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

directoryTest(
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

directoryTest(
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

directoryTest(
  "loadMnist() downloads MNIST itself",
  NEEDS_MNIST,
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
