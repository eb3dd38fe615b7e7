import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  answerOf,
  body,
  CONTENT,
  FILE,
  good,
  never,
  PACKED,
  serving,
  servingBytes,
  source,
} from "./_download_testing.ts";
import { loadMnistFile } from "./_load_mnist_file.ts";
import {
  concat,
  directoryTest,
  gzip,
  names,
  NEEDS_NETWORK,
} from "./_testing.ts";
import { DownloadError } from "./download_error.ts";

const BOMB = await gzip(
  concat(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1), new Uint8Array(1_000_000)),
);
const html = { headers: { "content-type": "text/html" } };
const faults: {
  what: string;
  handler: (() => Response | Promise<Response>) | Uint8Array;
  reason: string;
}[] = [
  {
    what: "tells a length that is too long",
    handler: answerOf(`content-length: ${PACKED.length + 10}`),
    reason: "error reading a body from connection",
  },
  {
    what: "tells a length that is too short",
    handler: answerOf(`content-length: ${PACKED.length - 10}`),
    reason: "expected whole gzip data, received damaged data",
  },
  {
    what: "tells two lengths",
    handler: answerOf("content-length: 5\r\ncontent-length: 7"),
    reason: "fetch failed",
  },
  {
    what: "breaks its own chunks",
    handler: answerOf("transfer-encoding: chunked"),
    reason: "error reading a body from connection",
  },
  {
    what: "says that it packs, and cuts",
    handler: answerOf("content-encoding: gzip", PACKED.slice(0, -20)),
    reason: "unexpected end of file",
  },
  {
    what: "speaks no HTTP",
    handler: new TextEncoder().encode("SSH-2.0-OpenSSH\r\n"),
    reason: "fetch failed",
  },
  {
    what: "hangs up",
    handler: new Uint8Array(0),
    reason: "fetch failed",
  },
  {
    what: "leads to a file of this machine",
    handler: () =>
      new Response(null, { status: 302, headers: { location: "file:///a" } }),
    reason: "",
  },
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
      const work = async (bad: string) => {
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
      };
      if (handler instanceof Uint8Array) await servingBytes(handler, work);
      else await serving(handler, work);
    },
  );
}

directoryTest(
  "loadMnist() asks a mirror again that is given twice, and follows it",
  NEEDS_NETWORK,
  async (directory) => {
    const asked: string[] = [];
    await serving((request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      if (asked.length === 1) return new Response("oh", { status: 500 });
      return pathname.startsWith("/there/")
        ? good()
        : Response.redirect(new URL(`/there${pathname}`, request.url));
    }, async (mirror) => {
      const { data } = await loadMnistFile(
        FILE,
        source(directory, [mirror, mirror]),
      );
      assertEquals(data, CONTENT.subarray(8));
    });
    const path = "/digits-idx1-ubyte.gz";
    assertEquals(asked, [path, path, `/there${path}`]);
    assertEquals(names(directory), ["digits-idx1-ubyte.gz"]);
  },
);

directoryTest(
  "loadMnist() names no permission that it has, where a mirror leads elsewhere",
  NEEDS_NETWORK,
  async (directory) => {
    const handler = () => Response.redirect("http://mirror.invalid/a");
    await serving(handler, async (mirror) => {
      await assertRejects(
        () => loadMnistFile(FILE, source(directory, [mirror, mirror])),
        DownloadError,
        `${mirror}digits-idx1-ubyte.gz: Requires net access to ` +
          '"mirror.invalid:80"',
      );
      assertEquals(names(directory), []);
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
