import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { assertClose } from "../../tests/assert_close.ts";
import {
  engines,
  GuardedArrays,
  places,
  seeds,
  sizes,
  values,
} from "./_fixtures_test.ts";
import type { Engine } from "./engine.ts";
import { reference } from "./reference.ts";
import type { GradientSettings } from "./updates.ts";
import { WasmEngine } from "./wasm.ts";

/** One way to take a step, with means that are no gradients. */
interface Update {
  name: string;
  /** Means that it keeps: signed ones, or squares, here 0.1 at least. */
  means: ("signed" | "square")[];
  /** Takes a step. */
  run(
    engine: Engine,
    value: Float32Array,
    gradient: Float32Array,
    means: Float32Array[],
    settings: GradientSettings,
  ): void;
}

const learningRate = 0.01;
const updates: Update[] = [
  {
    name: "descend",
    means: [],
    run: (engine, value, gradient, _, settings) =>
      engine.descend(value, gradient, { ...settings, learningRate }),
  },
  ...[false, true].map((nesterov): Update => ({
    name: nesterov ? "momentum of Nesterov" : "momentum",
    means: ["signed"],
    run: (engine, value, gradient, [velocity], settings) =>
      engine.momentum(value, gradient, velocity!, {
        ...settings,
        learningRate,
        momentum: 0.9,
        nesterov,
      }),
  })),
  {
    name: "adagrad",
    means: ["square"],
    run: (engine, value, gradient, [squares], settings) =>
      engine.adagrad(value, gradient, squares!, {
        ...settings,
        learningRate,
        epsilon: 0.1, // large, so that its place is seen
      }),
  },
  {
    name: "rmsProp",
    means: ["square"],
    run: (engine, value, gradient, [squares], settings) =>
      engine.rmsProp(value, gradient, squares!, {
        ...settings,
        learningRate,
        rho: 0.8,
        epsilon: 0.1,
      }),
  },
  {
    name: "adadelta",
    means: ["square", "square"],
    run: (engine, value, gradient, [squares, changes], settings) =>
      engine.adadelta(value, gradient, squares!, changes!, {
        ...settings,
        learningRate,
        rho: 0.8,
        epsilon: 1e-3,
      }),
  },
  ...[{ step: 1 }, { step: 7, weightDecay: 0.1 }].map((more): Update => ({
    name: more.step === 1 ? "adam" : "adam with weight decay",
    means: ["signed", "square"],
    run: (engine, value, gradient, [mean, squares], settings) =>
      engine.adam(value, gradient, mean!, squares!, {
        ...settings,
        ...more,
        learningRate,
        beta1: 0.7,
        beta2: 0.8,
        epsilon: 0.1,
      }),
  })),
];

const gradientSettings: GradientSettings[] = [
  {},
  { scale: 0.5 },
  { limit: 0.25 },
  { l1: 0.1 },
  { l2: 0.1 },
  { scale: 2, limit: 0.75, l1: 0.2, l2: 0.3 },
];
for (const { name, means, run } of updates) {
  Deno.test(`wasm: ${name} gives the same with any number of threads`, () => {
    const length = 2 ** 16 + 5;
    const settings = { scale: 0.5, limit: 0.25, l1: 0.1, l2: 0.1 };
    const results = [1, 2, 3].map((threads) => {
      const engine = new WasmEngine({ threads });
      const arrays = [0, 1, ...means.keys()].map((seed) => {
        const array = engine.allocate(length);
        array.set(values(length, seed).map(Math.abs));
        return array;
      });
      const [value, gradient, ...kept] = arrays;
      for (let step = 0; step < 20; step++) {
        run(engine, value!, gradient!, kept, settings);
      }
      return arrays.map((array) => [...array]);
    });
    assertEquals(results[1], results[0]);
    assertEquals(results[2], results[0]);
    assert(results[0]![0]!.at(-1) !== values(length, 0).at(-1));
  });
}

for (const engine of engines) {
  for (const { name, means, run } of updates) {
    const title = `${engine.description}: ${name}`;

    Deno.test(`${title} agrees with the reference and touches nothing else`, () => {
      fc.assert(fc.property(
        sizes,
        places,
        fc.constantFrom(...gradientSettings),
        seeds,
        (length, places, settings, seed) => {
          const value = values(length, seed);
          value[0] = 0; // whose sign is 0
          const gradient = values(length, seed + 1);
          const before = means.map((kind, i) =>
            values(length, seed + 2 + i)
              .map((x) => kind === "square" ? 0.1 + x * x : x)
          );
          const arrays = new GuardedArrays(engine, places);
          const given = arrays.output(value);
          const kept = before.map((mean) => arrays.output(mean));
          const slope = arrays.input(gradient);
          const { bytesInUse } = engine;
          run(engine, given, slope, kept, settings);
          assertEquals(engine.bytesInUse, bytesInUse);
          arrays.assertIntact();

          run(reference, value, gradient, before, settings);
          assertClose(given, value, { absolute: 1e-6 });
          before.forEach((mean, i) =>
            assertClose(kept[i]!, mean, { absolute: 5e-7 })
          );
        },
      ));
    });

    Deno.test(`${title} keeps NaN visible, where it is`, () => {
      for (const settings of gradientSettings) {
        const value = new Float32Array(7).fill(1);
        const gradient = new Float32Array(7).fill(1);
        gradient[2] = gradient[5] = NaN;
        const kept = means.map(() => new Float32Array(7).fill(0.5));
        run(engine, value, gradient, kept, settings);
        for (const array of [value, ...kept]) {
          assertEquals(
            [...array].flatMap((x, i) => Number.isNaN(x) ? [i] : []),
            [2, 5],
          );
        }
      }
    });

    Deno.test(`${title} takes an infinite gradient as its limit`, () => {
      const step = (slope: number): number[] => {
        const value = new Float32Array(5).fill(1);
        const gradient = new Float32Array(5).fill(slope);
        const kept = means.map(() => new Float32Array(5).fill(0.5));
        run(engine, value, gradient, kept, { limit: 0.5 });
        return [...value];
      };
      assertEquals(step(Infinity), step(0.5));
      assertEquals(step(-Infinity), step(-0.5));
    });
  }

  Deno.test(`${engine.description}: means that decay do not stay among the subnormal numbers`, () => {
    for (const { name, means, run } of updates) {
      if (name === "adagrad") continue; // its sums never decay
      const value = new Float32Array(6).fill(1);
      const kept = means.map(() => new Float32Array(6).fill(1e-30));
      const zeros = new Float32Array(6);
      for (let i = 0; i < 300; i++) run(engine, value, zeros, kept, {});
      for (const x of kept.flatMap((mean) => [...mean])) {
        assert(x === 0 || Math.abs(x) >= 2 ** -126, `${name}: ${x}`);
      }
    }
  });

  Deno.test(`${engine.description}: sumSquares agrees with the reference`, () => {
    fc.assert(fc.property(sizes, places, seeds, (length, places, seed) => {
      const x = values(length, seed);
      const arrays = new GuardedArrays(engine, places);
      const array = arrays.input(x);
      const { bytesInUse } = engine;
      const sum = engine.sumSquares(array);
      assertEquals(engine.bytesInUse, bytesInUse);
      assertAlmostEquals(sum, reference.sumSquares(x), 1e-12 * length);
      assertEquals(sum, engine.sumSquares(array)); // to the bit
      arrays.assertIntact();
    }));
    assertEquals(engine.sumSquares(new Float32Array(0)), 0);
  });

  Deno.test(`${engine.description}: sumSquares neither overflows nor drops small terms`, () => {
    const large = new Float32Array(9).fill(2 ** 100);
    assertEquals(engine.sumSquares(large), 9 * 2 ** 200);
    const mixed = new Float32Array(1 + 2 ** 20).fill(2 ** -12);
    mixed[0] = 1; // in float32 each of the others would add nothing to it
    assertEquals(engine.sumSquares(mixed), 1 + 2 ** 20 * 2 ** -24);
  });
}
