import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { join } from "@std/path/join";
import { mnistDirectory } from "../tests/permissions.ts";
import {
  body,
  CONTENT,
  FILE,
  good,
  never,
  PACKED,
  serving,
  source,
} from "./_download_testing.ts";
import { loadMnistFile } from "./_load_mnist_file.ts";
import { directoryTest, names, NEEDS_NETWORK } from "./_testing.ts";
import { type DownloadProgress, loadMnist } from "./load_mnist.ts";

const MNIST = await mnistDirectory();
const NEEDS_MNIST = MNIST === undefined
  ? " (needs --allow-env=CUTEDL_MNIST, naming a directory, and --allow-read)"
  : NEEDS_NETWORK;

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
  "loadMnist() writes nothing where a link leads to no file",
  NEEDS_NETWORK,
  async (directory) => {
    const [cache, outside] = [join(directory, "a"), join(directory, "b")];
    const path = join(cache, "digits-idx1-ubyte.gz");
    await Deno.mkdir(cache);
    await Deno.mkdir(outside);
    await Deno.symlink(join(outside, "there"), path);
    await serving(good, async (mirror) => {
      await loadMnistFile(FILE, source(cache, [mirror]));
    });
    assertEquals(names(outside), []);
    assertEquals(names(cache), ["digits-idx1-ubyte.gz"]);
    assertEquals((await Deno.lstat(path)).isFile, true);
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
