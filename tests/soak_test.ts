import { assertEquals } from "@std/assert";
import { soak } from "./_soak.ts";
import { permits } from "./permissions.ts";

const canRun = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" });
const skipped = canRun
  ? ""
  : " (skipped: needs --allow-read, --allow-write and --allow-run=deno)";

Deno.test({
  name: `Checkpoint loses nothing when its process is killed${skipped}`,
  ignore: !canRun,
  async fn() {
    const { amidSave: _, ...result } = await soak(5);
    assertEquals(result, {
      killed: 5,
      lost: 0,
      finished: 0,
      differingBytes: 0,
      strays: 0,
    });
  },
});
