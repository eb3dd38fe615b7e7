import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { mnistDirectory, permits } from "./permissions.ts";

const mayRun = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" });
const skipped = mayRun
  ? ""
  : " (skipped: needs --allow-read, --allow-write and --allow-run=deno)";
const mayServe = mayRun && await permits({ name: "net", host: "127.0.0.1" });
const mnist = mayServe ? await mnistDirectory() : undefined;
const noMnist = mnist === undefined
  ? " (skipped: needs CUTEDL_MNIST and --allow-net=127.0.0.1)"
  : "";
const probe = fromFileUrl(new URL("_permissions_probe.ts", import.meta.url));

const NO_EVAL = "--v8-flags=--disallow-code-generation-from-strings";

/** Runs a job with flags, and nothing else permitted, not even `eval`. */
async function run(job: string[], flags: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("deno", {
    args: ["run", "--no-prompt", NO_EVAL, ...flags, probe, ...job],
  }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
}

Deno.test({
  name: `Training, predicting and saving to bytes need no permission${skipped}`,
  ignore: !mayRun,
  fn: () => run(["compute"], []),
});

Deno.test({
  name: `Saving and loading need one directory${skipped}`,
  ignore: !mayRun,
  async fn() {
    const directory = await Deno.makeTempDir();
    try {
      const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1);
      await Deno.writeFile(join(directory, "labels"), labels);
      const [read, write] = ["read", "write"].map((name) =>
        `--allow-${name}=${directory}`
      ) as [string, string];
      await run(["save", directory], [read, write]);
      await run(["load", directory], [read]);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

Deno.test({
  name: `Downloading needs one directory and the mirrors' hosts${noMnist}`,
  ignore: mnist === undefined,
  async fn() {
    const directory = await Deno.makeTempDir();
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const name = new URL(request.url).pathname.slice(1);
        return new Response(await Deno.readFile(join(mnist!, name)));
      },
    );
    const host = `127.0.0.1:${server.addr.port}`;
    try {
      await run(["download", directory, `http://${host}/`], [
        `--allow-net=${host}`,
        `--allow-read=${directory}`,
        `--allow-write=${directory}`,
      ]);
    } finally {
      await server.shutdown();
      await Deno.remove(directory, { recursive: true });
    }
  },
});
