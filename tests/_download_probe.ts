/**
 * Downloads a file from a mirror into a directory, both given, and says what it
 * does: `receiving` at the first bytes, `loaded` when the file is right, and
 * `aborted` when Ctrl-C has ended it. A third argument names a call on the file
 * system at which it says `waiting`, and waits to be killed.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { CONTENT, FILE, source } from "../datasets/_download_testing.ts";
import { loadMnistFile } from "../datasets/_load_mnist_file.ts";
import { type FileSystem, fileSystem } from "../tensor/files/_node.ts";
import { withFileSystem } from "../tensor/files/_testing.ts";

const [mirror, directory, waitingAt] = Deno.args as [string, string, string?];
const say = (line: string): void => {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
};

const controller = new AbortController();
const reason = new Error("Ctrl-C");
Deno.addSignalListener("SIGINT", () => controller.abort(reason));

/** Waits for ever, if this is the call to wait at. */
async function reach(call: string): Promise<void> {
  if (call !== waitingAt) return;
  say("waiting");
  await new Promise((resolve) => setTimeout(resolve, 1e6));
}

const real = fileSystem();
const changes: Partial<FileSystem> = {
  async open(path, flags) {
    const file = await real.open(path, flags);
    const { writeFile, sync } = file;
    if (flags === "wx" && path.toString().includes("/.")) await reach("trial");
    file.writeFile = async (bytes) => {
      await writeFile.call(file, (bytes as Uint8Array).subarray(0, 100));
      await reach("write");
      await writeFile.call(file, (bytes as Uint8Array).subarray(100));
    };
    file.sync = async () => {
      await reach("sync");
      await sync.call(file);
    };
    return file;
  },
  async rename(...paths) {
    await reach("rename");
    await real.rename(...paths);
  },
};

let isReceiving = false;
await withFileSystem(changes, async () => {
  const { data } = await loadMnistFile(
    FILE,
    source(directory, [mirror], {
      signal: controller.signal,
      onProgress() {
        if (!isReceiving) say("receiving");
        isReceiving = true;
      },
    }),
  ).catch((error) => {
    if (error !== reason) throw error;
    say("aborted");
    Deno.exit(130);
  });
  assertEquals(data, CONTENT.subarray(8));
});
say("loaded");
Deno.exit(); // the signal would keep it alive
