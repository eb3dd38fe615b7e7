import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { type Package, readPackages, root } from "../scripts/packages.ts";
import { allowedImports } from "./allowed_imports.ts";
import { Consumer } from "./jsr/consumer.ts";
import { publish } from "./jsr/publish.ts";
import { LocalRegistry, type PublishedVersion } from "./jsr/registry.ts";
import { addStandIns } from "./jsr/stand_ins.ts";
import { permits } from "./permissions.ts";

const canRun = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" }) &&
  await permits({ name: "net", host: "127.0.0.1" });
const skipped = canRun
  ? ""
  : " (skipped: needs to read, write, run deno and serve on 127.0.0.1)";

/** A program that learns exclusive or, and prints how well, and its bytes. */
function program(from: (folder: string) => string): string {
  return `
    import { ArrayDataset } from "${from("datasets")}";
    import { Dense, modelToBytes, Sequential } from "${from("layers")}";
    import { BinaryCrossentropy } from "${from("losses")}";
    import { Adam } from "${from("optimizers")}";
    import { Session } from "${from("session")}";
    import { tensor } from "${from("tensor")}";
    const data = new ArrayDataset(
      tensor([[0, 0], [0, 1], [1, 0], [1, 1]]),
      tensor([[0], [1], [1], [0]]),
    );
    const model = new Sequential([
      new Dense(4, { inputs: 2, activation: "tanh" }),
      new Dense(1),
    ], { seed: 1 });
    const session = new Session(model, {
      loss: new BinaryCrossentropy(),
      optimizer: new Adam(0.1),
    });
    await session.fit(data, { epochs: 200, batchSize: 4 });
    const { accuracy } = await session.evaluate(data);
    console.log(accuracy, Array.from(modelToBytes(model)).join());
  `;
}

Deno.test({
  name: `deno publish gives packages that work alone and together${skipped}`,
  ignore: !canRun,
  fn: async (t) => {
    const lock = await Deno.readTextFile(new URL("deno.lock", root));
    const packages = await readPackages();
    const token = "secret";
    await using registry = new LocalRegistry({ token, slow: true });
    const { published, requests, url } = registry;

    await t.step("every package is published", async () => {
      await Promise.all(
        packages.map(({ folder }) =>
          publish(new URL(folder, root), { url, token })
        ),
      );
      const versions = packages.map(({ name, version }) =>
        `${name}@${version}`
      );
      assertEquals([...published.keys()].toSorted(), versions.toSorted());
    });

    await t.step("packages name each other's versions", () => {
      const named = new Set(
        [...published.values()].flatMap(({ files }) => referencesIn(files)),
      );
      const expected = packages
        .filter(({ folder }) => folder !== "./") // none imports the umbrella
        .map(({ name, version }) => `jsr:${name}@^${version}`);
      assertEquals([...named].toSorted(), expected.toSorted());
    });

    await addStandIns(registry, fromFileUrl(root));
    const everything = importing(packages);
    requests.length = 0;

    for (const found of packages) {
      await t.step(`${found.name} works alone`, async () => {
        await using consumer = await Consumer.create(url);
        const start = requests.length;
        await consumer.run(importing([found]));
        assertEquals(
          packagesOf(requests.slice(start)).difference(mayLoad(found)),
          new Set(),
        );
        await consumer.run(await exampleOf(found));
      });
    }

    const outputs = new Set([
      await runHere(program((name) => `@cutedl/${name}`)),
    ]);
    await t.step("packages train a model, each by its own name", async () => {
      await using consumer = await Consumer.create(url);
      const code = program((name) => `jsr:@cutedl/${name}`);
      outputs.add(await consumer.run(code));
      await consumer.check(everything + code);
    });
    await t.step("the umbrella trains it alone", async () => {
      await using consumer = await Consumer.create(url);
      outputs.add(await consumer.run(program(() => "jsr:@cutedl/cutedl")));
    });
    const [output = ""] = outputs;
    assertEquals(output.split(" ")[0], "1"); // accuracy
    assertEquals(outputs.size, 1, "Published code computes something else");

    await t.step("nothing is published that nobody loads", () => {
      const loaded = new Set(requests);
      for (const { name, version } of packages) {
        const { files } = published.get(`${name}@${version}`)!;
        const rest = [...files.keys()]
          .filter((path) => !loaded.has(`/${name}/${version}${path}`));
        const texts = ["/README.md", "/deno.json"];
        if (name === "@cutedl/cutedl") texts.push("/LICENSE");
        // no tests, benches, fixtures, kernels' sources
        assertEquals(rest.toSorted(), texts.toSorted(), name);
      }
    });

    await t.step("the repository stays as it was", async () => {
      assertEquals(await Deno.readTextFile(new URL("deno.lock", root)), lock);
    });
  },
});

/** A program that imports every entry point of packages. */
function importing(packages: Package[]): string {
  const specifiers = packages.flatMap(({ name, exports }) =>
    Object.keys(exports).map((entry) => `jsr:${name}${entry.slice(1)}`)
  );
  return specifiers.map((specifier) => `import "${specifier}";\n`).join("");
}

/** What files import of the workspace, without entry points. */
function referencesIn(files: PublishedVersion["files"]): string[] {
  const decoder = new TextDecoder();
  return [...files].filter(([path]) => path.endsWith(".ts"))
    .flatMap(([, content]) =>
      decoder.decode(content).match(/(?<=")jsr:@cutedl\/[^"/]+/g) ?? []
    );
}

/** Names of the packages that were asked for. */
function packagesOf(requests: string[]): Set<string> {
  return new Set(requests.map((path) => path.split("/", 3).slice(1).join("/")));
}

/** The package itself and all that it may import, directly or not. */
function mayLoad({ folder, name }: Package): Set<string> {
  const all = Object.keys(allowedImports).map((each) => `@cutedl/${each}`);
  const names = new Set(folder === "./" ? [name, ...all] : [name]);
  for (const each of names) { // it grows meanwhile
    const imports = allowedImports[each.replace("@cutedl/", "")] ?? [];
    for (const imported of imports) names.add(imported);
  }
  return names;
}

/** The first example of a README, as a program of someone else. */
async function exampleOf({ folder }: Package): Promise<string> {
  const readme = await Deno.readTextFile(new URL(`${folder}README.md`, root));
  const [, example] = /^```ts\n([^]*?)^```/m.exec(readme)!;
  return example!.replaceAll(/from "(@(?:cutedl|std)\/)/g, 'from "jsr:$1');
}

/** Runs a program with the sources of the repository. */
async function runHere(source: string): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, source);
    const config = join(fromFileUrl(root), "deno.json");
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", "--no-prompt", `--config=${config}`, file],
    }).output();
    const decoder = new TextDecoder();
    assertEquals(code, 0, decoder.decode(stderr));
    return decoder.decode(stdout);
  } finally {
    await Deno.remove(file);
  }
}
