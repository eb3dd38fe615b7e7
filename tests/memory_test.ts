import { assert, assertEquals, assertLess } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { permits } from "./permissions.ts";
import { streamedMemory } from "./streamed_memory.ts";

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

const mayWrite = mayRun && await permits({ name: "write" });

// Training alone takes some 25 MB, waiting examples 8 and as much as they grow.
for (const [shuffleBuffer, megabytes] of [[0, 48], [10_000, 64]] as const) {
  const order = shuffleBuffer === 0 ? "in order" : "shuffled";
  Deno.test({
    name:
      `Training from a file of 512 MiB, ${order}, takes less than ${megabytes} MB${
        mayWrite ? "" : " (skipped: needs --allow-run=deno --allow-write)"
      }`,
    ignore: !mayWrite,
    fn: async () => {
      const directory = await Deno.makeTempDir();
      try {
        const grown = await streamedMemory({
          directory,
          bytes: 2 ** 29,
          shuffleBuffer,
        });
        assertLess(grown, megabytes * 1e6);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}
