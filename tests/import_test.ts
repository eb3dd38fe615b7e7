import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { permits } from "./permissions.ts";

const mayRun = await permits({ name: "run", command: "deno" });
const skipped = mayRun ? "" : " (skipped: needs --allow-run=deno)";

Deno.test({
  name:
    `Importing all packages compiles nothing, and the first large product starts threads${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const probe = fromFileUrl(new URL("_import_probe.ts", import.meta.url));
    const { stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", "--no-prompt", probe],
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)), {
      byImports: [],
      byEngine: ["Memory", "atob", "Module", "Instance"],
      bySmall: [],
      byLarge: ["getBuiltinModule"], // of Node's threads, which Deno has, too
    });
  },
});
