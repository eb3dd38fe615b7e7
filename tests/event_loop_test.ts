import { assert, assertEquals, assertLess } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { permits } from "./permissions.ts";

const mayRun = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "net", host: "127.0.0.1" });
const skipped = mayRun
  ? ""
  : " (skipped: needs --allow-run=deno --allow-net=127.0.0.1)";

Deno.test({
  name:
    `Session.fit() leaves timers, signals, messages and fetch alive after files were read${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => new Response(slowly(["one ", "two ", "three"])),
    );
    const address = `127.0.0.1:${server.addr.port}`;
    const probe = fromFileUrl(new URL("_event_loop_probe.ts", import.meta.url));
    const child = new Deno.Command("deno", {
      args: ["run", `--allow-net=${address}`, probe, `http://${address}`],
      stdout: "piped",
    }).spawn();
    let output = "";
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      if (output === "") {
        // "training" has come; the fetch takes 0.2 s, 1 s shows it all
        setTimeout(() => child.kill("SIGINT"), 1000);
      }
      output += text;
    }
    assertEquals((await child.status).code, 0);
    await server.shutdown();

    const seen = JSON.parse(output.split("\n")[1]!);
    assert(seen.ticks >= 10, `${seen.ticks} ticks of a timer`);
    assert(seen.messages >= 10, `${seen.messages} messages of a worker`);
    assertEquals([seen.aborts, seen.fetched], [1, "one two three"]);
    assertLess(seen.epochs, 100); // of 200: it was interrupted
  },
});

/** A body that comes in parts, 0.1 s apart. */
function slowly(parts: string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from((async function* () {
    for (const part of parts) {
      yield new TextEncoder().encode(part);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })());
}
