import { assertEquals, assertGreater } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { permits } from "./permissions.ts";

const root = fromFileUrl(new URL("../", import.meta.url));
const mayRun = await permits({ name: "run", command: "deno" });
const skipped = mayRun ? "" : " (skipped: needs --allow-run=deno)";
const mayExecute = await permits({ name: "run", command: "jupyter-execute" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" });
const noKernel = mayExecute
  ? ""
  : " (skipped: needs jupyter-execute, and to read, write and run it)";

Deno.test({
  name:
    `examples/mnist.ipynb runs cell by cell, and shows what it says${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const notebook = "examples/mnist.ipynb";
    const { success, stdout, stderr } = await new Deno.Command("deno", {
      args: [
        ...["run", "--no-prompt", "--allow-read=."],
        ...["scripts/run_notebook.ts", notebook],
      ],
      cwd: root,
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    assertEquals(success, true, decoder.decode(stderr));
    const shown = decoder.decode(stdout).split("\n")
      .filter((line) => /^(Out|display|update)/.test(line));
    const updates = shown.filter((line) => line.startsWith("update"));
    assertGreater(updates.length, 0);
    assertEquals(shown.filter((line) => !updates.includes(line)), [
      "Out[1]: text/plain",
      "Out[2]: text/html, text/plain",
      "Out[3]: text/html, text/plain",
      "display_data: text/html, text/plain",
      "Out[4]: image/svg+xml, text/plain",
      "Out[5]: text/html, text/plain",
      "Out[6]: application/vnd.vegalite.v5+json",
      "Out[7]: text/plain",
    ]);
  },
});

Deno.test({
  name: `examples/mnist.ipynb runs in Deno's own kernel${noKernel}`,
  ignore: !mayExecute,
  fn: async () => {
    const data = await Deno.makeTempDir();
    try {
      const directory = join(data, "kernels", "deno");
      await Deno.mkdir(directory, { recursive: true });
      const kernel = {
        argv: [
          Deno.execPath(),
          "jupyter",
          "--kernel",
          "--conn",
          "{connection_file}",
        ],
        display_name: "Deno",
        language: "typescript",
      };
      const path = join(directory, "kernel.json");
      await Deno.writeTextFile(path, JSON.stringify(kernel));
      const { success, stderr } = await new Deno.Command("jupyter-execute", {
        args: ["mnist.ipynb"],
        cwd: join(root, "examples"),
        env: { JUPYTER_DATA_DIR: data, JUPYTER_RUNTIME_DIR: data },
      }).output();
      assertEquals(success, true, new TextDecoder().decode(stderr));
    } finally {
      await Deno.remove(data, { recursive: true });
    }
  },
});
