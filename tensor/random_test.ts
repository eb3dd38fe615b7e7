import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { Random, type RandomState } from "./random.ts";

Deno.test("Random.uint32() is xoshiro128** 1.1", () => {
  // the first ten of xoshiro128starstar.c, as the tests of rand_xoshiro 0.6
  const random = new Random(0);
  random.state = [1, 2, 3, 4];
  assertEquals(Array.from({ length: 10 }, () => random.uint32()), [
    11520,
    0,
    5927040,
    70819200,
    2031721883,
    1637235492,
    1287239034,
    3734860849,
    3729100597,
    4258142804,
  ]);
});

Deno.test("Random gives the same numbers for a seed, others for another", () => {
  const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1];
  const draws = seeds.map((seed) => new Random(seed).uint32());
  assertEquals(draws, seeds.map((seed) => new Random(seed).uint32()));
  assertEquals(new Set(draws).size, seeds.length);
});

Deno.test("new Random() seeds its state as numpy's SeedSequence does", () => {
  // numpy 2.4.6: SeedSequence(seed).generate_state(4)
  const states: [seed: number, state: RandomState][] = [
    [0, [2968811710, 3677149159, 745650761, 2884920346]],
    [1, [1835504127, 1731038949, 1320224556, 2330041505]],
    [7, [2083679832, 3939563265, 4185785210, 142198000]],
    [2 ** 32, [3964924996, 1358922860, 3894904162, 2051610843]],
    [2 ** 53 - 1, [3367776697, 1170575226, 2422347966, 3181658150]],
  ];
  for (const [seed, state] of states) {
    assertEquals(new Random(seed).state, state);
  }
});

Deno.test("Random.derive() seeds as numpy's SeedSequence with a spawn key", () => {
  // numpy 2.4.6: SeedSequence(state, spawn_key=(key,)).generate_state(4)
  const word = 2 ** 32 - 1;
  const derived: [state: RandomState, key: number, derived: RandomState][] = [
    [[1, 2, 3, 4], 0, [4022221389, 1619265935, 4114955385, 2381505745]],
    [[1, 2, 3, 4], 1, [3665652292, 2829327391, 3536548776, 527308867]],
    [[1, 2, 3, 4], 2 ** 32, [1228821149, 3765571333, 3726208673, 597927351]],
    [[1, 2, 3, 4], 2 ** 53 - 1, [
      3225528904,
      3626992660,
      2809388478,
      635179870,
    ]],
    [[0, 0, 0, 1], 5, [3608337303, 3087113950, 883584700, 180084516]],
    [[word, word, word, word], word, [
      1770110121,
      551477178,
      876468688,
      3810938827,
    ]],
  ];
  const random = new Random(0);
  for (const [state, key, expected] of derived) {
    random.state = state;
    assertEquals(random.derive(key).state, expected);
  }
});

Deno.test("Random.derive() gives a generator that runs where the hash is zero", () => {
  // the one state for which numpy's words are all zeros, found backwards
  const random = new Random(0);
  random.state = [744913803, 1091080857, 4125063859, 4139435666];
  assertEquals(random.derive(0).state, [0, 0, 0, 1]);
});

Deno.test("new Random() refuses what is no seed", () => {
  for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(
      () => new Random(bad),
      RangeError,
      "Cannot seed random numbers: expected a whole number >= 0 and < 2^53, " +
        `received ${bad}`,
    );
  }
});

Deno.test("Random.state goes through JSON and continues, for any seed", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = new Random(seed);
    const state = JSON.parse(JSON.stringify(random.state));
    const expected = [random.uint32(), random.normal(), random.uniform()];
    const restored = new Random(0);
    restored.state = state;
    assertEquals(
      [restored.uint32(), restored.normal(), restored.uniform()],
      expected,
    );
  }
});

Deno.test("Random.state refuses damaged states, and stays", () => {
  const random = new Random(1);
  const before = random.state;
  const bad: unknown[] = [
    [0, 0, 0, 0],
    [1, 2, 3],
    [1, 2, 3, 4, 5],
    [1, 2, 3, -4],
    [1, 2, 3, 2 ** 32],
    [1, 2, 3, 0.5],
    [1, 2, 3, NaN],
    [1, 2, 3, "4"],
  ];
  for (const state of bad) {
    assertThrows(
      () => random.state = state as RandomState,
      RangeError,
      "Cannot restore random state: expected four unsigned 32-bit words, not " +
        `all zeros, received [${
          (state as number[]).join(", ")
        }]: restore what ` +
        "was read from state",
    );
  }
  assertEquals(random.state, before);
});

Deno.test("Random.derive() depends on state and key alone, and does not advance", () => {
  const random = new Random(5);
  const before = random.state;
  const first = random.derive(1).uint32();
  assertEquals(random.state, before);
  assertEquals(random.derive(1).uint32(), first);
  assertNotEquals(random.derive(2).uint32(), first);
  assertNotEquals(new Random(6).derive(1).uint32(), first);
  assertNotEquals(random.uint32(), first);
  for (const bad of [-1, 0.5, 2 ** 53]) {
    assertThrows(
      () => random.derive(bad),
      RangeError,
      "Cannot derive random numbers: expected a key that is a whole number " +
        `>= 0 and < 2^53, received ${bad}`,
    );
  }
});

Deno.test("Random.uniform() has the moments of its range", () => {
  const random = new Random(1);
  const count = 20_000;
  let [sum, squares, least, most] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const value = random.uniform(-1, 3);
    sum += value;
    squares += value ** 2;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  // six standard errors of the mean, and about as many of the square
  assertAlmostEquals(sum / count, 1, 0.05);
  assertAlmostEquals(squares / count, 1 + 16 / 12, 0.12);
  assert(least >= -1 && least < -0.99 && most < 3 && most > 2.99);
});

Deno.test("Random.normal() has mean, width and tails", () => {
  const random = new Random(2);
  const count = 20_000;
  let [sum, squares, beyond] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const value = (random.normal(10, 2) - 10) / 2;
    sum += value;
    squares += value ** 2;
    if (Math.abs(value) > 1.959964) beyond++;
  }
  assertAlmostEquals(sum / count, 0, 0.043);
  assertAlmostEquals(squares / count, 1, 0.06);
  assertAlmostEquals(beyond / count, 0.05, 0.01);
});

Deno.test("Random.normal() is the Box-Muller transform of two uniform numbers", () => {
  const [random, twin] = [new Random(4), new Random(4)];
  for (let i = 0; i < 100; i++) {
    const [first, second] = [twin.uniform(), twin.uniform()];
    const standard = Math.sqrt(-2 * Math.log(1 - first)) *
      Math.cos(2 * Math.PI * second);
    assertAlmostEquals(random.normal(3, 2), 3 + 2 * standard, 1e-12);
  }
  const standard = new Random(4).normal(); // mean 0, width 1
  assertAlmostEquals(3 + 2 * standard, new Random(4).normal(3, 2), 1e-12);
});

Deno.test("Random.integer() draws each number about as often", () => {
  const random = new Random(3);
  const counts = new Array<number>(6).fill(0);
  for (let i = 0; i < 12_000; i++) counts[random.integer(6)]!++;
  for (const count of counts) assertAlmostEquals(count, 2000, 250);
  assertEquals(random.integer(1), 0);
  assert(random.integer(2 ** 32) < 2 ** 32);
});

Deno.test("Random.integer() draws again where a remainder would favor small numbers", () => {
  // 3 · 2^30 leaves 2^30 numbers over: a plain remainder puts half below 2^30
  const random = new Random(4);
  let low = 0;
  for (let i = 0; i < 9000; i++) {
    if (random.integer(3 * 2 ** 30) < 2 ** 30) low++;
  }
  assertAlmostEquals(low, 3000, 300);
});

Deno.test("Random.integer() and permutation() refuse what is no size", () => {
  const random = new Random(1);
  for (const bad of [0, -1, 1.5, NaN, 2 ** 33]) {
    assertThrows(
      () => random.integer(bad),
      RangeError,
      `expected a bound from 1 to 2^32, received ${bad}`,
    );
  }
  for (const bad of [-1, 1.5, NaN, 2 ** 33]) {
    assertThrows(
      () => random.permutation(bad),
      RangeError,
      `expected a length from 0 to 2^32, received ${bad}`,
    );
  }
});

Deno.test("Random.integer() offers another way to draw below a larger bound", () => {
  const random = new Random(1);
  assertThrows(
    () => random.integer(2 ** 33),
    RangeError,
    `received ${2 ** 33}: take Math.floor(random.uniform(0, bound))`,
  );
  const error = assertThrows(() => random.integer(0), RangeError);
  assert(error.message.endsWith("received 0"));
});

Deno.test("Random.permutation() says how many bytes are missing", () => {
  const { Uint32Array } = globalThis;
  globalThis.Uint32Array = class extends Uint32Array {
    constructor() {
      super(0);
      throw new RangeError("Array buffer allocation failed");
    }
  } as typeof Uint32Array;
  try {
    assertThrows(
      () => new Random(1).permutation(2 ** 32),
      RangeError,
      `Cannot draw a permutation of ${2 ** 32}: expected ${2 ** 34} bytes of ` +
        "free memory, received fewer: work on smaller parts",
    );
  } finally {
    globalThis.Uint32Array = Uint32Array;
  }
});

Deno.test("Random.permutation() holds every index once, in any order", () => {
  const random = new Random(1);
  for (const length of [0, 1, 2, 100]) {
    const order = [...random.permutation(length)];
    assertEquals(
      order.toSorted((a, b) => a - b),
      Array.from({ length }, (_, i) => i),
    );
  }
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = random.permutation(3).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 6);
  for (const count of counts.values()) assertAlmostEquals(count, 1000, 180);
});
