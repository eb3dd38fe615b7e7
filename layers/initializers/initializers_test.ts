import {
  Dense,
  GlorotUniform,
  HeNormal,
  type Initializer,
  Normal,
  Uniform,
  Zeros,
} from "../mod.ts";
import { Random, zeros } from "@cutedl/tensor";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertNotEquals,
  assertThrows,
} from "@std/assert";

const fans = { fanIn: 400, fanOut: 200 };

interface Expected {
  initializer: Initializer;
  deviation: number;
  /** Fourth moment over squared variance: 1.8 if uniform, 3 if normal. */
  kurtosis: number;
  /** Bound of absolute values. */
  limit: number;
}

const drawn: Expected[] = [
  { // ±√(6 / 600) = ±0.1; the deviation of a uniform one is limit / √3
    initializer: new GlorotUniform(),
    deviation: 0.1 / Math.sqrt(3),
    kurtosis: 1.8,
    limit: 0.1,
  },
  {
    initializer: new Uniform(),
    deviation: 0.05 / Math.sqrt(3),
    kurtosis: 1.8,
    limit: 0.05,
  },
  {
    initializer: new Uniform({ scale: 0.1 }),
    deviation: 0.1 / Math.sqrt(3),
    kurtosis: 1.8,
    limit: 0.1,
  },
  { // √(2 / 400)
    initializer: new HeNormal(),
    deviation: Math.sqrt(0.005),
    kurtosis: 3,
    limit: Infinity,
  },
  {
    initializer: new Normal(),
    deviation: 0.05,
    kurtosis: 3,
    limit: Infinity,
  },
  {
    initializer: new Normal({ scale: 0.1 }),
    deviation: 0.1,
    kurtosis: 3,
    limit: Infinity,
  },
];

for (const { initializer, deviation, kurtosis, limit } of drawn) {
  const { name } = initializer.constructor;
  Deno.test(`${name} draws with deviation ${deviation.toFixed(4)}`, () => {
    const values = initializer.initialize([400, 200], {
      random: new Random(1),
      ...fans,
    });
    assertEquals(values.shape, [400, 200]);
    const moment = (power: number): number =>
      values.data.reduce((sum, value) => sum + value ** power, 0) / values.size;
    // five standard errors: σ / √n, σ² √((κ - 1) / n), about 20 / √n
    assertLess(Math.abs(moment(1)), 5 * deviation / Math.sqrt(80_000));
    assertAlmostEquals(moment(2) / deviation ** 2, 1, 5 * Math.SQRT2 / 283);
    assertAlmostEquals(moment(4) / moment(2) ** 2, kurtosis, 0.15);
    const largest = values.data.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    assert(largest <= Math.fround(limit));
    if (limit < Infinity) assert(largest > 0.999 * limit);
    else assert(largest > 3 * deviation); // no tails cut off
  });

  Deno.test(`${name} with ${deviation.toFixed(4)} follows its seed`, () => {
    const draw = (seed: number): Float32Array =>
      initializer.initialize([3, 5], { random: new Random(seed), ...fans })
        .data;
    assertEquals(draw(1), draw(1));
    assertNotEquals(draw(1), draw(2));
  });
}

Deno.test("Zeros gives zeros", () => {
  assertEquals(new Zeros().initialize([2, 3]), zeros([2, 3]));
});

Deno.test("Initializers are chosen by name", () => {
  const classes = {
    glorotUniform: GlorotUniform,
    heNormal: HeNormal,
    uniform: Uniform,
    normal: Normal,
    zeros: Zeros,
  };
  for (const [name, Class] of Object.entries(classes)) {
    const { kernelInitializer } = new Dense(1, {
      kernelInitializer: name as "zeros",
    });
    assert(kernelInitializer instanceof Class);
    assertEquals(kernelInitializer.name, name);
  }
});

Deno.test("Uniform and Normal refuse a scale that is not positive and finite", () => {
  for (const scale of [0, -0.1, NaN, Infinity, "0.1" as unknown as number]) {
    const remedy = "leave it out for 0.05" +
      (scale === 0 ? ', or take "zeros"' : "");
    assertThrows(
      () => new Uniform({ scale }),
      RangeError,
      "Cannot create uniform initializer: expected a finite scale > 0, " +
        `received ${scale}: ${remedy}`,
    );
    assertThrows(
      () => new Normal({ scale }),
      RangeError,
      "Cannot create normal initializer: expected a finite scale > 0, " +
        `received ${scale}: ${remedy}`,
    );
  }
});
