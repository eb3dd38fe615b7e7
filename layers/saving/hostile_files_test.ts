import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { SafetensorsError, zeros } from "@cutedl/tensor";
import {
  Dense,
  modelFromBytes,
  modelToBytes,
  Sequential,
  WeightsError,
} from "../mod.ts";
import { CLASSES } from "./_classes.ts";
import { descriptionOf, withDescription } from "./_fixtures_test.ts";
import {
  bytes,
  dense,
  description,
  ofLayer,
  refusal,
} from "./_refusals_fixture_test.ts";

Deno.test("modelFromBytes() takes no names of prototypes for options", () => {
  const text = JSON.stringify(description)
    .replace('"units":2', '"units":2,"__proto__":{"useBias":false}');
  assertEquals(
    refusal(text),
    'options of "Dense" at "model.layers[0]", received "__proto__"',
  );
  assertEquals(({} as { useBias?: boolean }).useBias, undefined);
});

Deno.test("modelFromBytes() refuses objects too deep in each other", () => {
  let layer = dense;
  for (let depth = 0; depth < 60; depth++) {
    layer = { ...description.model, layers: [layer] };
  }
  assertEquals(
    ofLayer(layer),
    "at most 100 objects in each other, received more",
  );
  const text = JSON.stringify(description)
    .replace('"units":2', `"units":${"[".repeat(1e6)}${"]".repeat(1e6)}`);
  assertEquals(
    refusal(text),
    "at most 100 objects in each other, received more",
  );
});

Deno.test("modelFromBytes() takes no more memory than the file has", () => {
  const before = memoryBesideHeap();
  const large = { ...dense, inputs: 1e6, units: 1e6 };
  const wide = { ...description.model, layers: [large] };
  const changed = { ...description, inputShape: [1e6], model: wide };
  const error = assertThrows(
    () => modelFromBytes(withDescription(bytes, changed)),
    WeightsError,
    'misshapen "0.dense.kernel", expected [1000000, 1000000], received [3, 2]',
  );
  assertEquals(error.missing, []);

  const many = {
    ...description.model,
    layers: Array(20_000).fill({ ...dense, inputs: undefined, units: 1 }),
  };
  const { missing } = assertThrows(
    () =>
      modelFromBytes(withDescription(bytes, { ...description, model: many })),
    WeightsError,
  );
  assertEquals(missing.length, 1); // no further ones were made
  assertLess(memoryBesideHeap() - before, 64e6);
});

/** Resident bytes but for those of JavaScript objects, which come and go. */
function memoryBesideHeap(): number {
  const { rss, heapTotal } = Deno.memoryUsage();
  return rss - heapTotal;
}

/** The same value with another one at the `at`-th place in it. */
function replaced(value: unknown, at: number, other: unknown): unknown {
  let count = 0;
  const walk = (value: unknown): unknown => {
    if (count++ === at) return other;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, walk(member)]),
    );
  };
  return walk(value);
}

Deno.test("modelFromBytes() makes a model that works, or refuses it by name", () => {
  const nested = new Sequential([
    new Dense(4, { inputs: 3, activation: "leakyRelu" }),
    new Sequential([new Dense(2, { kernelInitializer: "normal" })]),
  ]);
  const bytes = modelToBytes(nested);
  const description = descriptionOf(bytes);
  const other = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(...CLASSES.keys()),
    fc.constantFrom(...CLASSES.keys()).map((name) => ({ class: name })),
    fc.integer(),
    fc.constantFrom(...["__proto__", "constructor", "class", "layers"]),
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(40), other, (at, other) => {
      const changed = replaced(description, at, other);
      try {
        const model = modelFromBytes(withDescription(bytes, changed));
        assertEquals(model.predict(zeros([1, 3])).shape, [1, 2]);
      } catch (error) {
        refused++;
        assert(
          error instanceof SafetensorsError || error instanceof WeightsError,
          String(error),
        );
      }
    }),
    { numRuns: 2000 },
  );
  assertLess(1000, refused);
});

Deno.test("modelFromBytes() reads a damaged file, or refuses it by name", () => {
  const flips = fc.array(
    fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(flips, (flips) => {
      const damaged = bytes.slice();
      for (const [at, bits] of flips) damaged[at]! ^= bits;
      try {
        modelFromBytes(damaged).predict(zeros([1, 3]));
      } catch (error) {
        assert(
          error instanceof SafetensorsError || error instanceof WeightsError,
          String(error),
        );
      }
    }),
    { numRuns: 2000 },
  );
});
