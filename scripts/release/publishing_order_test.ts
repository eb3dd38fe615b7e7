import { assertEquals, assertThrows } from "@std/assert";
import type { Import } from "../imports.ts";
import { type Package, root } from "../packages.ts";
import { publishingOrder } from "./publishing_order.ts";

function named(name: string, folder = `${name}/`): Package {
  return {
    folder,
    name: `@cutedl/${name}`,
    version: "1.0.0",
    description: undefined,
    license: "MIT",
    exports: {},
    entryPoints: [],
  };
}

function of(file: string, specifier: string, isType = false): Import {
  return {
    file: `${root}${file}`,
    specifier,
    target: undefined,
    isType,
    isDynamic: false,
  };
}

Deno.test("publishingOrder() puts packages after those they import", () => {
  const packages = [named("all", "./"), named("session"), named("layers")]
    .concat(named("tensor"), named("tensor-extra"));
  const imports = [
    of("mod.ts", "@cutedl/session"),
    of("session/fit.ts", "@cutedl/layers/dense", true), // of types
    of("layers/activations/relu.ts", "@cutedl/tensor"),
    of("layers/mod.ts", "./dense.ts"),
    of("tensor/mod.ts", "@cutedl/tensor-extra"), // no entry point of tensor
    of("tensor/mod.ts", "@cutedl/tensor/random"),
    of("tensor/mod.ts", "@std/path"),
  ];
  assertEquals(
    publishingOrder(packages, imports).map(({ name }) => name),
    ["tensor-extra", "tensor", "layers", "session", "all"]
      .map((name) => `@cutedl/${name}`),
  );
});

Deno.test("publishingOrder() refuses packages that import each other", () => {
  const packages = [named("top"), named("a"), named("b"), named("c")];
  const imports = [
    of("top/mod.ts", "@cutedl/a"),
    of("a/mod.ts", "@cutedl/b"),
    of("b/mod.ts", "@cutedl/c"),
    of("c/mod.ts", "@cutedl/a"),
  ];
  assertThrows(
    () => publishingOrder(packages, imports),
    RangeError,
    "Cannot publish packages that import each other: received " +
      "@cutedl/a imports @cutedl/b imports @cutedl/c imports @cutedl/a",
  );
});
