import {
  assertEquals,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { decodeSafetensors, tensor } from "@cutedl/tensor";
import {
  type ActivationFunction,
  Dense,
  LeakyRelu,
  modelToBytes,
  modelToSafetensors,
  Sequential,
  Uniform,
} from "../mod.ts";
import * as layers from "../mod.ts";
import { Identity } from "../_fixtures_test.ts";
import manifest from "../deno.json" with { type: "json" };
import { CLASSES } from "./_classes.ts";
import { descriptionOf, Noise } from "./_fixtures_test.ts";
import { VERSION } from "./_version.ts";

Deno.test("modelToBytes() describes the model in the metadata", () => {
  const model = new Sequential([
    new Dense(4, {
      inputs: 3,
      activation: new LeakyRelu({ negativeSlope: 0.3 }),
      kernelInitializer: new Uniform({ scale: 0.5 }),
    }),
    new Noise({ scale: 0.25 }),
    new Sequential([new Dense(2, { useBias: false })], { name: "head" }),
  ], { seed: 7 });
  model.parameters[1]!.trainable = false;
  const bytes = modelToBytes(model);
  assertEquals(descriptionOf(bytes), {
    format: 1,
    version: VERSION,
    model: {
      class: "Sequential",
      layers: [
        {
          class: "Dense",
          units: 4,
          inputs: 3,
          activation: { class: "LeakyRelu", negativeSlope: 0.3 },
          useBias: true,
          kernelInitializer: { class: "Uniform", scale: 0.5 },
          biasInitializer: { class: "Zeros" },
        },
        { class: "Noise", scale: 0.25 },
        {
          class: "Sequential",
          layers: [{
            class: "Dense",
            units: 2,
            activation: { class: "Linear" },
            useBias: false,
            kernelInitializer: { class: "GlorotUniform" },
            biasInitializer: { class: "Zeros" },
          }],
          seed: 0,
          name: "head",
        },
      ],
      seed: 7,
      name: "sequential",
    },
    inputShape: [3],
    frozen: ["0.dense.bias"],
    random: { "1.noise": model.layers[1]!.random!.state },
  });
  const { tensors } = decodeSafetensors(bytes);
  assertEquals([...tensors.keys()].sort(), [
    "0.dense.bias",
    "0.dense.kernel",
    "1.noise.count",
    "2.head.0.dense.kernel",
  ]);
  assertEquals(tensors.get("0.dense.kernel"), model.parameters[0]!.value);
});

Deno.test("modelToBytes() gives the same bytes for the same model", () => {
  const make = (): Uint8Array =>
    modelToBytes(new Sequential([new Dense(3, { inputs: 2 })], { seed: 5 }));
  assertEquals(make(), make());
});

Deno.test("modelToSafetensors() gives copies", () => {
  const model = new Sequential([new Dense(1, { inputs: 1 })]);
  const { tensors } = modelToSafetensors(model);
  model.parameters[1]!.assign(tensor([5]));
  assertEquals(tensors.get("0.dense.bias")!.toArray(), [0]);
});

Deno.test("modelToBytes() knows every layer, activation and initializer", () => {
  const known: ReadonlyMap<string, unknown> = CLASSES;
  for (const [name, exported] of Object.entries(layers)) {
    const { prototype } = exported as { prototype?: object };
    const isDescribed = prototype !== undefined &&
      ("forward" in prototype || "initialize" in prototype);
    if (!isDescribed || ["EngineActivation", "BaseLayer"].includes(name)) {
      continue; // those are abstract
    }
    assertStrictEquals(known.get(name), exported, name);
  }
});

Deno.test("modelToBytes() tells the version of the package", () => {
  assertEquals(VERSION, manifest.version);
});

/** The message when a model with this layer is saved. */
function refusal(layer: Dense | Identity | Sequential): string {
  const model = new Sequential([layer]);
  model.build([1]);
  return assertThrows(() => modelToBytes(model), TypeError).message;
}

class Bare extends Identity {}

class Configured extends Identity {
  readonly config: object;
  constructor(config: object) {
    super();
    this.config = config;
  }
}

Deno.test("modelToBytes() asks for a config", () => {
  assertEquals(
    refusal(new Bare()),
    "Cannot save model: expected a config of model.layers[0], received a Bare " +
      "without: give its class a config, {} if it has no options",
  );
  for (const config of [null, "relu", () => ({})]) {
    assertMatch(
      refusal(new Configured(config as object)),
      /expected a config of model\.layers\[0\], received a Configured without/,
    );
  }
  const square: ActivationFunction = {
    name: "square",
    savesInputs: true,
    forward: () => {},
    backward: () => {},
  };
  assertEquals(
    refusal(new Dense(1, { activation: square })),
    "Cannot save model: expected plain values or objects with a config, " +
      "received a function as model.layers[0].activation.forward",
  );
  assertEquals(
    refusal(new Configured({ list: [0, new Float32Array(1)] })),
    "Cannot save model: expected a config of model.layers[0].list[1], received a " +
      "Float32Array without: give its class a config, {} if it has no options",
  );
});

Deno.test("modelToBytes() asks for a class with a name of its own", () => {
  const Anonymous = (() => class extends Configured {})();
  Object.defineProperty(Anonymous, "name", { value: "" });
  const Same = class Relu extends Configured {};
  assertEquals(
    refusal(new Anonymous({})),
    "Cannot save model: expected a class with a name of its own for " +
      "model.layers[0], received one without a name: rename the class",
  );
  assertEquals(
    refusal(new Same({})),
    "Cannot save model: expected a class with a name of its own for " +
      "model.layers[0], received another Relu: rename the class",
  );
});

Deno.test("modelToBytes() refuses what JSON cannot say", () => {
  const expected =
    "Cannot save model: expected plain values or objects with a config, " +
    "received";
  const cases: [unknown, string][] = [
    [NaN, `${expected} NaN as model.layers[0].a`],
    [-Infinity, `${expected} -Infinity as model.layers[0].a`],
    [1n, `${expected} a bigint as model.layers[0].a`],
    [() => {}, `${expected} a function as model.layers[0].a`],
    [Symbol(), `${expected} a symbol as model.layers[0].a`],
    [[undefined], `${expected} a undefined as model.layers[0].a[0]`],
    [
      { class: 1 },
      "Cannot save model: expected a config without class, received " +
      "model.layers[0].a.class: give the option another name",
    ],
  ];
  for (const [a, message] of cases) {
    assertEquals(refusal(new Configured({ a })), message);
  }
  const round: { inner?: unknown } = {};
  round.inner = [round];
  assertEquals(
    refusal(new Configured(round)),
    "Cannot save model: expected at most 100 objects in each other, received " +
      "more",
  );
});

Deno.test("modelToBytes() leaves out what is undefined", () => {
  const model = new Sequential([
    new Configured({ a: undefined, b: null, c: Object.create(null) }),
  ]);
  model.build([1]);
  assertEquals(descriptionOf(modelToBytes(model)).model.layers, [
    { class: "Configured", b: null, c: {} },
  ]);
});

Deno.test("modelToBytes() refuses a description that is too long", () => {
  const model = new Sequential([new Configured({ a: "x".repeat(2 ** 22) })]);
  model.build([1]);
  assertThrows(
    () => modelToBytes(model),
    RangeError,
    "Cannot save model: expected a description of at most 4194304 " +
      "characters, received 41944",
  );
});

Deno.test("modelToBytes() asks for a built model", () => {
  assertThrows(
    () => modelToBytes(new Sequential([new Dense(1)])),
    Error,
    "Cannot save sequential: expected a built model",
  );
});
