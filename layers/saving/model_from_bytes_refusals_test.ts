import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  encodeSafetensors,
  SafetensorsError,
  type Tensor,
  zeros,
} from "@cutedl/tensor";
import {
  Dense,
  modelFromBytes,
  modelFromSafetensors,
  modelToBytes,
  modelToSafetensors,
  Sequential,
  WeightsError,
} from "../mod.ts";
import { descriptionOf, Noise, withDescription } from "./_fixtures_test.ts";
import {
  bytes,
  dense,
  description,
  model,
  ofLayer,
  refusal,
} from "./_refusals_fixture_test.ts";

Deno.test("modelFromBytes() refuses a file without a model", () => {
  const message = (file: Uint8Array): string =>
    assertThrows(() => modelFromBytes(file), SafetensorsError).message;
  assertEquals(
    message(encodeSafetensors(new Map([["fc.bias", zeros([1])]]))),
    'Cannot read model: expected metadata "cutedl" with the description of a ' +
      "model, received none: give tensors from elsewhere to loadWeights()",
  );
  assertEquals(
    message(bytes.subarray(0, 7)),
    "Cannot read model: expected 8 bytes with the length of the header, " +
      "received 7: the file is cut short: copy or download it again",
  );
});

Deno.test("modelFromBytes() refuses a model of a later format", () => {
  assertEquals(
    refusal({ format: 2, version: "3.1.0" }),
    'a model of format 1, received format 2, written by version "3.1.0": ' +
      "update @cutedl/layers",
  );
});

Deno.test("modelFromBytes() refuses a description that is none", () => {
  const cases: [unknown, string][] = [
    ["{", 'a description in JSON, received "{"'],
    ["[]", 'a description that is an object, received "[]"'],
    ["null", 'a description that is an object, received "null"'],
    [
      " ".repeat(2 ** 22 + 1),
      "a description of at most 4194304 characters, received 4194305",
    ],
    [
      "[".repeat(2 ** 22),
      `a description in JSON, received "${"[".repeat(60)}…"`,
    ],
  ];
  const members: [object, string][] = [
    [{ format: "1" }, 'format to be 1, received "1"'],
    [{ format: 0.5 }, "format to be 1, received 0.5"],
    [{ model: [] }, "model to be an object, received another array"],
    [{ model: undefined }, "model to be an object, received none"],
    [{ inputShape: 3 }, "inputShape to be an array of sizes, received 3"],
    [
      { inputShape: {} },
      "inputShape to be an array of sizes, received another object",
    ],
    ...[[-1], ["3"], [0.5], [2 ** 53], [null]].map((
      inputShape,
    ): [object, string] => [
      { inputShape },
      "inputShape to be an array of sizes, received another array",
    ]),
    [{ frozen: "a" }, 'frozen to be an array of names, received "a"'],
    [{ frozen: [1] }, "frozen to be an array of names, received another array"],
    [{ frozen: ["x"] }, 'frozen parameters of the model, received "x"'],
    [{ random: [] }, "random to be states by name, received another array"],
    ...[[1], [1, 2, 3, -1], "state", null].map((state): [object, string] => [
      { random: { a: state } },
      "random to be states by name, received another object",
    ]),
    [
      { random: { a: [1, 2, 3, 4] } },
      'random states of layers that have one, received "a"',
    ],
    [
      { inputShape: [4] },
      "layers that can be built, received others: Cannot build layer 0.dense: " +
      "expected input shape [3], received [4]: create it with inputs: 4, or " +
      "without inputs",
    ],
  ];
  for (const [changed, message] of cases) {
    assertEquals(refusal(changed), message);
  }
  for (const [changed, message] of members) {
    assertEquals(refusal({ ...description, ...changed }), message);
  }
});

Deno.test("modelFromBytes() refuses a random state that is none", () => {
  const model = new Sequential([new Noise({ scale: 1 })]);
  model.build([1]);
  const bytes = modelToBytes(model);
  const message = (random: object): string => {
    const changed = { ...descriptionOf(bytes), random };
    return assertThrows(
      () =>
        modelFromBytes(withDescription(bytes, changed), { layers: { Noise } }),
      SafetensorsError,
    ).message;
  };
  assertEquals(
    message({ "0.noise": [0, 0, 0, 0] }),
    'Cannot read model: expected a random state of "0.noise", received ' +
      "[0,0,0,0]",
  );
  assertEquals(
    message({}),
    'Cannot read model: expected a random state of "0.noise", received none',
  );
});

Deno.test("modelFromBytes() says how to give a class that it does not know", () => {
  const model = new Sequential([new Noise({ scale: 1 })]);
  model.build([1]);
  assertEquals(
    assertThrows(() => modelFromBytes(modelToBytes(model)), SafetensorsError)
      .message,
    'Cannot read model: expected a known class, received "Noise" at ' +
      '"model.layers[0]": give it, as in { layers: { Noise } }',
  );
});

Deno.test("modelFromBytes() makes nothing but objects of known classes", () => {
  const at = 'at "model.layers[0]"';
  for (const name of ["constructor", "toString", "hasOwnProperty"]) {
    assertEquals(
      ofLayer({ class: name }),
      `a known class, received "${name}" ${at}: give it, as in ` +
        `{ layers: { ${name} } }`,
    );
  }
  for (const name of ["__proto__", "a\\u001b[2J", "f()", "x".repeat(61)]) {
    const short = name.length > 60 ? `${name.slice(0, 60)}…` : name;
    assertEquals(
      ofLayer(`{"class":"${name}"}`),
      `a known class, received "${short}" ${at}`,
    );
  }
  for (const name of [1, null, { class: "Relu" }, ["Relu"]]) {
    assertEquals(
      ofLayer({ class: name }),
      `the name of a class ${at}, received another value`,
    );
  }
  for (const model of [{}, dense]) {
    assertEquals(
      refusal({ ...description, model }),
      "a model that is a Sequential, received another object",
    );
  }
});

Deno.test("modelFromBytes() refuses a config that does not fit", () => {
  const cases: [object, string][] = [
    [
      { ...dense, units: 0 },
      'a config that fits "Dense" at "model.layers[0]", received another: ' +
      "Cannot create dense layer: expected units to be a whole number >= 1, " +
      "received 0: give the number of units, such as 10",
    ],
    [
      { ...dense, rate: 0.5 },
      'options of "Dense" at "model.layers[0]", received "rate"',
    ],
    [
      { ...dense, activation: { class: "Relu", negativeSlope: 0.5 } },
      'options of "Relu" at "model.layers[0].activation", received ' +
      '"negativeSlope"',
    ],
    [
      { ...dense, activation: { class: "LeakyRelu", negativeSlope: "1" } },
      'a config that fits "LeakyRelu" at "model.layers[0].activation", ' +
      "received another: Cannot create leaky relu: expected a finite " +
      "negativeSlope >= 0, received 1: leave it out for 0.01",
    ],
  ];
  for (const [layer, message] of cases) assertEquals(ofLayer(layer), message);
  // a layer has forward and backward, as an activation does
  assertStringIncludes(
    ofLayer({ ...dense, activation: { class: "Dense", units: 1 } }),
    "or an object with savesInputs, forward and backward, received object",
  );
  assertStringIncludes(
    ofLayer({
      ...dense,
      activation: { savesInputs: true, forward: 1, backward: 1 },
    }),
    "or an object with savesInputs, forward and backward, received object",
  );
  class Thrower {
    constructor() {
      throw "no";
    }
  }
  assertEquals(
    ofLayer({ class: "Thrower" }, { Thrower }),
    'a config that fits "Thrower" at "model.layers[0]", received another: no',
  );
  assertEquals(
    ofLayer({ class: "Relu" }).split(":")[0],
    'a config that fits "Sequential" at "model", received another',
  );
});

Deno.test("modelFromBytes() names every tensor that does not fit", () => {
  const { metadata } = modelToSafetensors(model);
  const message = (tensors: [string, Tensor][]): string =>
    assertThrows(
      () => modelFromSafetensors({ tensors: new Map(tensors), metadata }),
      WeightsError,
    ).message;
  assertEquals(
    message([
      ["0.dense.kernel", zeros([2, 3])],
      ["fc", zeros([])],
      ["session", zeros([1])],
    ]),
    "Cannot load model: expected the tensors of the model, received others: " +
      'missing "0.dense.bias" [2]; extra "fc" [], "session" [1]; misshapen ' +
      '"0.dense.kernel", expected [3, 2], received [2, 3], which is its ' +
      "transpose",
  );
  const large = new Sequential([new Dense(2049, { inputs: 2049 })]);
  const { misshapen, missing } = assertThrows(
    () =>
      modelFromSafetensors({
        tensors: new Map([["0.dense.kernel", zeros([2048, 2049])]]),
        metadata: modelToSafetensors(large).metadata,
      }),
    WeightsError,
  );
  assertEquals([misshapen.length, missing.length], [1, 1]);
});
