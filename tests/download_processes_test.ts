/** Processes that download into one directory, and are killed meanwhile. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { FILE, good, PACKED, serving } from "../datasets/_download_testing.ts";
import { namesIn } from "../tensor/files/_testing.ts";
import { permits } from "./permissions.ts";

const NAME = `${FILE.name}.gz`;
const canRun = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" }) &&
  await permits({ name: "net", host: "127.0.0.1" });
const skipped = canRun
  ? ""
  : " (skipped: needs --allow-read, --allow-write, --allow-run=deno and " +
    "--allow-net=127.0.0.1)";
const probe = fromFileUrl(new URL("_download_probe.ts", import.meta.url));

/** A process that downloads. */
class Downloader implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #said = "";

  constructor(mirror: string, directory: string, waitingAt?: string) {
    const { host } = new URL(mirror);
    const flags = [
      `--allow-net=${host}`,
      `--allow-read=${directory}`,
      `--allow-write=${directory}`,
    ];
    const args = [mirror, directory, ...waitingAt ? [waitingAt] : []];
    this.#process = new Deno.Command("deno", {
      args: ["run", "--no-prompt", ...flags, probe, ...args],
      stdout: "piped",
    }).spawn();
    this.#lines = this.#process.stdout
      .pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Waits until it has said a word. */
  async says(word: string): Promise<void> {
    while (!this.#said.includes(`${word}\n`)) {
      const { done, value } = await this.#lines.read();
      assert(!done, `it ended without ${word}: ${this.#said}`);
      this.#said += value;
    }
  }

  /** Sends it a signal, and waits for its end. */
  async end(signal: Deno.Signal): Promise<number> {
    this.#process.kill(signal);
    return (await this.#process.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (!(await this.#lines.read()).done);
    await this.#process.status;
  }
}

/** Registers a test that gets a directory of its own. */
function test(name: string, fn: (directory: string) => Promise<void>): void {
  Deno.test({
    name: name + skipped,
    ignore: !canRun,
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

async function assertRight(directory: string): Promise<void> {
  assertEquals(namesIn(directory), [NAME]);
  assertEquals(await Deno.readFile(`${directory}/${NAME}`), PACKED);
}

/** A mirror that gives half of the file, and the rest when it is told to. */
function halfway(): { handler: () => Response; release: () => void } {
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const handler = () =>
    new Response(ReadableStream.from((async function* () {
      yield PACKED.slice(0, 5000);
      await promise;
      yield PACKED.slice(5000);
    })()));
  return { handler, release };
}

test("loadMnist() of two processes at once stores the right file, also if one is killed", async (directory) => {
  for (const isKilled of [false, true]) {
    const { handler, release } = halfway();
    await serving(handler, async (mirror) => {
      await using one = new Downloader(mirror, directory);
      await using other = new Downloader(mirror, directory);
      await Promise.all([one.says("receiving"), other.says("receiving")]);
      assertEquals(namesIn(directory), []);
      if (isKilled) await one.end("SIGKILL");
      release();
      if (!isKilled) await one.says("loaded");
      await other.says("loaded");
      await assertRight(directory);
      await Deno.remove(`${directory}/${NAME}`);
    });
  }
});

test("loadMnist() clears up what killed processes left, wherever they were", async (directory) => {
  await serving(good, async (mirror) => {
    for (const call of ["trial", "write", "sync", "rename"]) {
      await using process = new Downloader(mirror, directory, call);
      await process.says("waiting");
      await process.end("SIGKILL");
      // the one before was cleared up by this one
      const [stray, ...others] = namesIn(directory);
      assertEquals(others, [], call);
      const beginning = call === "trial" ? "" : NAME;
      assertMatch(stray!, new RegExp(`^${beginning}\\.[^.]+\\.tmp$`));
    }
    await using process = new Downloader(mirror, directory);
    await process.says("loaded");
  });
  await assertRight(directory);
});

test("loadMnist() ends promptly at Ctrl-C, and leaves nothing", async (directory) => {
  const { handler, release } = halfway();
  await serving(handler, async (mirror) => {
    await using process = new Downloader(mirror, directory);
    await process.says("receiving");
    const started = performance.now();
    assertEquals(await process.end("SIGINT"), 130);
    assertLess(performance.now() - started, 1000);
    await process.says("aborted");
    assertEquals(namesIn(directory), []);
    release();
  });
});
