import { assertEquals, assertThrows } from "@std/assert";
import {
  nodeCheck,
  npmManifest,
  packageOf,
  specifiersOf,
} from "./npm_package.ts";
import type { Package } from "./packages.ts";

const found: Package = {
  folder: "losses/",
  name: "@cutedl/losses",
  version: "1.2.3",
  description: "Loss functions and their gradients.",
  license: "MIT",
  exports: { ".": "./mod.ts", "./huber": "./robust/huber.ts" },
  entryPoints: ["losses/mod.ts", "losses/robust/huber.ts"],
};
const versions = new Map([["@cutedl/losses", "1.2.3"], [
  "@cutedl/tensor",
  "1.3.0",
]]);

Deno.test("npmManifest() gives every entry point its code and declarations", () => {
  const imported = ["@cutedl/tensor", "@cutedl/tensor"];
  assertEquals(npmManifest(found, imported, versions), {
    name: "@cutedl/losses",
    version: "1.2.3",
    description: "Loss functions and their gradients.",
    license: "MIT",
    type: "module",
    sideEffects: false,
    main: "./mod.js",
    types: "./mod.d.ts",
    exports: {
      ".": { types: "./mod.d.ts", default: "./mod.js" },
      "./huber": {
        types: "./robust/huber.d.ts",
        default: "./robust/huber.js",
      },
      "./package.json": "./package.json",
    },
    engines: { node: "^20.16.0 || >=22.3.0" },
    dependencies: { "@cutedl/tensor": "^1.3.0" },
  });
});

Deno.test("npmManifest() refuses a dependency that npm does not have", () => {
  assertThrows(
    () => npmManifest(found, ["@std/path"], versions),
    Error,
    "Cannot describe @cutedl/losses to npm: expected imports of packages of " +
      "the workspace, received @std/path: bundle it into the package",
  );
});

Deno.test("specifiersOf() finds statements, and no examples in comments", () => {
  const code = `import "./effects.js";
/**
 * import { no } from "no";
 */ import { one } from "one/part";
import {
  two,
} from "./two.js";
import type { Three } from "three";
export * from "four";
export * as five from "five";
/** Six. */ export type { Six } from "six";
export const text = 'import { no } from "no";';
import { again } from "four";
`;
  assertEquals(specifiersOf(code), [
    "./effects.js",
    "one/part",
    "./two.js",
    "three",
    "four",
    "five",
    "six",
  ]);
});

Deno.test("packageOf() takes the name of a package, with its scope", () => {
  assertEquals(packageOf("@cutedl/tensor/file"), "@cutedl/tensor");
  assertEquals(packageOf("@cutedl/tensor"), "@cutedl/tensor");
  assertEquals(packageOf("vega/schema"), "vega");
});

Deno.test("nodeCheck() refuses a Node without getBuiltinModule, and nothing else", () => {
  const load = (process?: object) =>
    new Function("globalThis", nodeCheck("@cutedl/losses"))({ process });
  load();
  load({ versions: {} }); // as bundlers imitate it
  load({ versions: { node: "22.3.0" }, getBuiltinModule: () => {} });
  assertThrows(
    () => load({ versions: { node: "18.20.4" } }),
    Error,
    "Cannot load @cutedl/losses: expected Node ^20.16.0 || >=22.3.0, " +
      "received 18.20.4: update Node",
  );
});
