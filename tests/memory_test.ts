import { assertEquals, assertLess } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { permits } from "./permissions.ts";

const mayRun = await permits({ name: "run", command: "deno" });
const skipped = mayRun ? "" : " (skipped: needs --allow-run=deno)";

Deno.test({
  name:
    `10,000 steps of fit leave heap and engine memory as they were, and the memory of dropped models is used again${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const probe = fromFileUrl(new URL("_memory_probe.ts", import.meta.url));
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", "--v8-flags=--expose-gc", probe],
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const { before, after, dropped } = JSON.parse(
      new TextDecoder().decode(stdout),
    );
    assertEquals(after.engine, before.engine);
    // 40 bytes a step would be 400 kB; the history grows by a row an epoch
    assertLess(after.heap - before.heap, 200_000);
    // one model and its workspace take about 200 kB
    assertLess(dropped - after.engine, 2_000_000);
  },
});
