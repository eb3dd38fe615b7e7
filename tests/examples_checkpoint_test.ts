import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { toBytes } from "@std/streams/to-bytes";
import {
  commandOf,
  lastLine,
  mayUseFiles,
  needsFiles,
  run,
} from "./_run_example.ts";

Deno.test({
  name: `examples/mnist.ts goes on to the same end after Ctrl-C${needsFiles}`,
  ignore: !mayUseFiles || Deno.build.os === "windows", // no SIGINT
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    try {
      const settings = "--hidden 256 --dropout 0.1 --optimizer adam " +
        "--schedule cosine --epochs 5";
      const args = [...settings.split(" "), "--json"];
      const through = await run("mnist", args);
      const saving = [...args, "--checkpoint", "run.safetensors"];
      const flags = ["--allow-read=.", "--allow-write=."];
      const child = commandOf("mnist", saving, { flags, cwd }).spawn();
      const err = toBytes(child.stderr);
      let out = "";
      for await (
        const text of child.stdout.pipeThrough(new TextDecoderStream())
      ) {
        if (!out.includes("epoch 1/5") && text.includes("epoch 1/5")) {
          child.kill("SIGINT");
        }
        out += text;
      }
      assertEquals((await child.status).code, 130);
      assertStringIncludes(
        new TextDecoder().decode(await err),
        "Stopped and saved: the same command with --resume goes on",
      );
      assert(!out.includes("epoch 5/5"), out);

      const resumed = await run("mnist", [...saving, "--resume"], {
        flags,
        cwd,
      });
      assertEquals(resumed.code, 0, resumed.err);
      assertStringIncludes(resumed.out, "Going on from run.safetensors, step ");
      const { seconds: _, samplesPerSecond: __, ...expected } = JSON.parse(
        lastLine(through.out),
      );
      const report = JSON.parse(lastLine(resumed.out));
      assertEquals({ ...report, ...expected }, report);

      const refuses: [string, string][] = [
        [
          settings.replace("adam", "adamw"),
          'expected the state of adamW, received "adam"',
        ],
        [
          `${settings} --learning-rate 0.01 --seed 9`,
          "Cannot resume from run.safetensors: expected --learning-rate 0.001, " +
          "--seed 1, as it was made with, received --learning-rate 0.01, --seed 9",
        ],
      ];
      for (const [given, message] of refuses) {
        const others = [
          ...given.split(" "),
          "--checkpoint",
          "run.safetensors",
          "--resume",
        ];
        const refused = await run("mnist", others, { flags, cwd });
        assertEquals(refused.code, 1);
        assertStringIncludes(refused.err, message);
        assertStringIncludes(
          refused.err,
          "A run goes on with the options that it was made with",
        );
      }
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  },
});

Deno.test({
  name:
    `examples/mnist.ts says before it trains that it may not save${needsFiles}`,
  ignore: !mayUseFiles,
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    try {
      const args = ["--epochs", "1", "--checkpoint", "run.safetensors"];
      const { code, out, err } = await run("mnist", args, { cwd });
      assertEquals([code, out.includes("epoch")], [1, false]);
      assertStringIncludes(err, "Cannot write run.safetensors");
      const [, flags] = /To save there:\n\n {2}deno run (.*) \S+mnist\.ts/
        .exec(err)!;
      const again = { cwd, flags: flags!.split(" ") };
      assertEquals((await run("mnist", args, again)).code, 0);
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  },
});
