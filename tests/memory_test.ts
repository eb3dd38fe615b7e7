import { assert, assertEquals, assertLess } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { permits } from "./permissions.ts";

const mayRun = await permits({ name: "run", command: "deno" });
const skipped = mayRun ? "" : " (skipped: needs --allow-run=deno)";

Deno.test({
  name:
    `20,000 steps of fit leave heap and engine memory as they were, and the memory of dropped models is used again${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const probe = fromFileUrl(new URL("_memory_probe.ts", import.meta.url));
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", "--v8-flags=--expose-gc", probe],
      clearEnv: true, // coverage, if it is on, keeps what was dropped
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const measured = JSON.parse(new TextDecoder().decode(stdout));
    const { before, after, dropped, isKept, shared, isUsedAgain } = measured;
    assertEquals(after.engine, before.engine);
    assert(isKept); // a tensor outlives its workspace
    // the smallest object a step would be 240 kB, the 200 rows of history are
    // some 30 kB
    assertLess(after.heap - before.heap, 220_000);
    // one model and its workspace take about 200 kB
    assertLess(dropped - after.engine, 2_000_000);
    // arrays of 4 MiB until 512 MiB are taken, ordinary ones from there
    assertEquals(shared, 128);
    assert(isUsedAgain);
    // ten engines and their twenty threads take 280 MB
    const [earlier, later] = measured.engines;
    assertLess(later - earlier, 140_000_000);
  },
});
