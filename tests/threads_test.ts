import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { SparseCategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { Random, randomTensor } from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";
import { assertEquals, assertLess } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { permits } from "./permissions.ts";

const [size, length, classes] = [2048, 400, 10];

/** Inputs that are sparse pixels, or numbers. */
function makeData(kind: "pixels" | "numbers"): ArrayDataset {
  const random = new Random(1);
  const labels = Uint8Array.from({ length: size }, () => random.integer(10));
  const data = kind === "numbers"
    ? randomTensor([size * length], { seed: 2 }).data
    : Uint8Array.from(
      { length: size * length },
      () => random.uniform() < 0.2 ? random.integer(256) : 0,
    );
  return new ArrayDataset({ data, shape: [size, length] }, {
    data: labels,
    shape: [size],
  });
}

async function train(data: ArrayDataset, threads: number): Promise<unknown> {
  const engine = new WasmEngine({ threads });
  const model = new Sequential([
    new Dense(300, { activation: "relu" }),
    new Dense(250, { activation: "tanh" }),
    new Dense(classes),
  ], { seed: 1, engine });
  const session = new Session(model, {
    loss: new SparseCategoricalCrossentropy(),
    optimizer: new Fixed(0.1),
  });
  const history = await session.fit(data, {
    epochs: 3,
    batchSize: 256,
    validation: data,
  });
  return [
    model.parameters.map(({ value }) => value.clone()),
    history.series("valLoss"),
  ];
}

for (const kind of ["pixels", "numbers"] as const) {
  Deno.test(`Training on ${kind} gives the same bytes with any number of threads`, async () => {
    const data = makeData(kind);
    const expected = await train(data, 1);
    for (const threads of [2, 3, 5]) {
      assertEquals(await train(data, threads), expected);
    }
  });
}

const mayRun = await permits({ name: "run", command: "deno" });
const skipped = mayRun ? "" : " (skipped: needs --allow-run=deno)";

Deno.test({
  name: `Threads need no permission and keep no program from ending${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const probe = fromFileUrl(new URL("_threads_probe.ts", import.meta.url));
    const start = performance.now();
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", "--no-prompt", probe],
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    assertEquals(code, 0);
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)), true);
    assertLess(performance.now() - start, 20_000);
  },
});
