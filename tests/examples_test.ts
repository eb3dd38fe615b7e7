import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { toBytes } from "@std/streams/to-bytes";
import { commandOf, lastLine, mayRun, run, skipped } from "./_run_example.ts";
import { blasLibrary, noBlas } from "./blas_engine.ts";
import { mnistDirectory } from "./permissions.ts";

const mnist = mayRun ? await mnistDirectory() : undefined;
const noMnist = mnist === undefined
  ? " (skipped: needs CUTEDL_MNIST, and to read and run)"
  : "";

for (const name of ["xor", "linear_regression"]) {
  Deno.test({
    name:
      `examples/${name}.ts reaches what it promises, with no flag${skipped}`,
    ignore: !mayRun,
    fn: async () => {
      const { code, err } = await run(name);
      assertEquals(code, 0, err);
    },
  });
}

Deno.test({
  name:
    `examples/optimizers.ts prints how each has come along, with no flag${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const { code, out, err } = await run("optimizers", ["2"]);
    assertEquals(code, 0, err);
    const rows = [
      ...out.matchAll(/^([A-Z].*?) +([\d.]+) % +not +376 +[\d.]+$/gm),
    ]
      .map(([, name, accuracy]) => [name!, Number(accuracy)] as const);
    assertEquals(rows.map(([name]) => name), [
      "Fixed 0.0001",
      "Fixed 0.01",
      "Fixed 0.2",
      "Fixed 0.2, relu at the end",
      "Momentum 0.002/0.9",
      "Adagrad 0.001",
      "RMSProp 0.0001/0.99",
      "Adadelta 0.99",
      "Adam 0.0001",
    ]);
    const accuracy = Object.fromEntries(rows);
    assertGreater(accuracy["Momentum 0.002/0.9"]!, accuracy["Fixed 0.01"]!);
    assertGreater(accuracy["Fixed 0.01"]!, accuracy["Fixed 0.0001"]! + 20);
    assertGreater(accuracy["Fixed 0.2"]!, 80);
    assertGreater(accuracy["Fixed 0.2"]!, accuracy[rows[3]![0]]! + 10);
  },
});

Deno.test({
  name:
    `examples/mnist.ts trains on synthetic digits with no flag, and says why${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const args = ["--epochs", "2", "--json"];
    const { code, out, err } = await run("mnist", args);
    assertEquals(code, 0);
    assertStringIncludes(err, "Cannot read data/mnist");
    assertStringIncludes(err, "Training on synthetic digits instead");
    const report = JSON.parse(lastLine(out));
    assertEquals(report.dataset, "synthetic");
    assertEquals(report.epochs, 2);
    assertEquals(report.seed, 1);
    assert(report.accuracy > 0.7 && report.accuracy < 1);
    assert(report.seconds > 0 && report.samplesPerSecond > 0);
    assert(report.loss > 0 && report.engine === "wasm");
  },
});

Deno.test({
  name:
    `examples/mnist.ts drops activations behind every hidden layer${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const args = ["--hidden", "16,8", "--dropout", "0.1", "--epochs", "1"];
    const { code, out } = await run("mnist", args);
    assertEquals(code, 0);
    const layers = [...out.matchAll(/^\d\.\w+/gm)].map(([layer]) => layer);
    assertEquals(layers, [
      "0.dense",
      "1.dropout",
      "2.dense",
      "3.dropout",
      "4.dense",
    ]);
  },
});

Deno.test({
  name:
    `examples/mnist.ts reduces the learning rate on a plateau, if asked to${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    // so large a rate that many a loss is no improvement
    const args = "--optimizer adam --learning-rate 0.1 --epochs 8 --json";
    const accuracies: number[] = [];
    for (const schedule of ["constant", "plateau"]) {
      const given = [...args.split(" "), "--schedule", schedule];
      const { code, out, err } = await run("mnist", given);
      assertEquals(code, 0, err);
      accuracies.push(JSON.parse(lastLine(out)).accuracy);
    }
    assertGreater(accuracies[1]!, accuracies[0]! + 0.01);
  },
});

Deno.test({
  name: `examples/mnist.ts stops at the target on the real images${noMnist}`,
  ignore: mnist === undefined,
  fn: async () => {
    const args = ["--data", mnist!, "--target", "0.92", "--json"];
    const flags = [`--allow-read=${mnist}`];
    const { code, out } = await run("mnist", args, { flags });
    assertEquals(code, 0);
    const report = JSON.parse(lastLine(out));
    assertEquals(report.dataset, "mnist");
    assertGreaterOrEqual(report.accuracy, 0.92);
    // the first validation that reaches it, and no other
    const reached = [...out.matchAll(/valAccuracy (\S+)/g)]
      .map(([, value]) => Number(value) >= 0.92);
    assertEquals(reached.length, report.epochs);
    assertEquals(reached.indexOf(true), report.epochs - 1);
    assertStringIncludes(
      out,
      `weights of epoch ${report.epochs}, the best of ${report.epochs} by ` +
        "accuracy on the test images",
    );
  },
});

Deno.test({
  name:
    `examples/mnist.ts ends without an error where nobody reads its output${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const child = commandOf("mnist", ["--epochs", "3"]).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel(); // as `| head` does
    const err = await toBytes(child.stderr);
    assertEquals((await child.status).code, 0);
    assert(new TextDecoder().decode(err).endsWith("digits instead.\n\n"));
  },
});

Deno.test({
  name: `examples/mnist.ts fails if the target is not reached${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const { code, err } = await run("mnist", ["--epochs=1", "--target=1"]);
    assertEquals(code, 1);
    assertStringIncludes(
      err,
      "Cannot reach the accuracy: expected at least 1 within 1 epoch, " +
        "received 0.",
    );
  },
});

Deno.test({
  name:
    `examples/mnist.ts trains with a BLAS library, given its flag${skipped}${noBlas}`,
  ignore: !mayRun || blasLibrary === undefined,
  fn: async () => {
    const { path } = blasLibrary!;
    const flag = path.includes("/") ? `--allow-ffi=${path}` : "--allow-ffi";
    const args = ["--engine", "blas", "--epochs=1", "--hidden=64", "--json"];
    for (const library of [[], ["--library", path]]) {
      const { code, out, err } = await run("mnist", [...args, ...library], {
        flags: [flag],
      });
      assertEquals(code, 0, err);
      const report = JSON.parse(lastLine(out));
      assertEquals(report.engine, "blas");
      assertGreaterOrEqual(report.accuracy, 0.5);
      assertStringIncludes(out, "(blas, ");
    }
  },
});

Deno.test({
  name:
    `examples/mnist.ts answers a senseless command line with its usage${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const { code, err, out } = await run("mnist", ["--epochs", "0"]);
    assertEquals(code, 1);
    assertStringIncludes(err, "Cannot use --epochs");
    assertStringIncludes(err, "Usage: deno task mnist");
    assertEquals(out, "");
  },
});

Deno.test({
  name: `examples/mnist.ts --help prints the usage and nothing else${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const { code, err, out } = await run("mnist", ["--help"]);
    assertEquals(code, 0);
    assertEquals(err, "");
    assert(out.startsWith("Trains a digit classifier on MNIST.\n\nUsage: "));
    assertStringIncludes(out, "print this text");
    assertMatch(out, /^ {2}adamw +0\.001$/m);
    assertMatch(out, /^ {2}cosine +up to it/m);
  },
});
