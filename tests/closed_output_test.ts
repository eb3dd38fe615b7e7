import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { permits } from "./permissions.ts";

const mayRun = await permits({ name: "run", command: "deno" });
const skipped = mayRun ? "" : " (skipped: needs --allow-run=deno)";

Deno.test({
  name:
    `ProgressBar lets training go on, and says nothing, when its reader has gone${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const probe = fromFileUrl(
      new URL("_closed_output_probe.ts", import.meta.url),
    );
    const child = new Deno.Command("deno", {
      args: ["run", probe],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    const { value } = await reader.read(); // as `| head -1` does
    await reader.cancel();
    const stderr = await new Response(child.stderr).text();
    assertStringIncludes(new TextDecoder().decode(value), "epoch 1/50");
    assertEquals([stderr, (await child.status).code], [
      "trained 100 epochs\n",
      0,
    ]);
  },
});
