import { assert, assertEquals } from "@std/assert";
import { readPackages, root } from "../scripts/packages.ts";
import { permits } from "./permissions.ts";

const canRun = await permits({ name: "read" }) &&
  await permits({ name: "run", command: "deno" });
const skipped = canRun ? "" : " (skipped: needs --allow-read --allow-run=deno)";

/** What loading modules does, in a process that may do nothing. */
async function effectsOf(modules: readonly string[]): Promise<string[]> {
  const probe = new URL("_effects_probe.ts", import.meta.url);
  const child = new Deno.Command("deno", {
    args: ["run", "--no-prompt", "-"],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const imports = modules.map((url) => `await import("${url}");`);
  const program = new Response(`
    import { effectsOf } from "${probe}";
    const effects = await effectsOf(async () => { ${imports.join("\n")} });
    console.log(JSON.stringify(effects));
  `);
  await program.body!.pipeTo(child.stdin);
  const { code, stdout, stderr } = await child.output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test({
  name:
    `Loading every entry point has no effect, and needs no permission${skipped}`,
  ignore: !canRun,
  async fn() {
    const packages = await readPackages();
    const modules = packages.flatMap(({ entryPoints }) => entryPoints)
      .map((file) => new URL(file, root).href);
    assert(modules.length > 100, `${modules.length} modules`);
    assertEquals(await effectsOf(modules), []);
  },
});

Deno.test({
  name: `Effects of loading a module are found${skipped}`,
  ignore: !canRun,
  async fn() {
    const effects: Record<string, string> = {
      "globalThis.cutedl = 1": "adds globalThis.cutedl",
      "Array.prototype.last = () => 1": "adds globalThis.Array.prototype.last",
      "Math.max = Math.min": "changes globalThis.Math.max",
      "delete Array.prototype.at": "removes globalThis.Array.prototype.at",
      "clearTimeout(setTimeout(() => {}))": "calls setTimeout",
      "Math.random()": "calls random",
      "new WebAssembly.Memory({ initial: 1 })": "calls Memory",
    };
    const modules = Object.keys(effects).map((code) =>
      `data:text/javascript,${encodeURIComponent(code)}`
    );
    assertEquals(
      (await effectsOf(modules)).toSorted(),
      Object.values(effects).toSorted(),
    );
  },
});
