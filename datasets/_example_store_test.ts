import { assertEquals, assertThrows } from "@std/assert";
import { ExampleStore } from "./_example_store.ts";

/** A store of inputs of so many elements, with one example or more put. */
function filled(options: {
  length: number;
  most: number;
  examples: number;
}): ExampleStore {
  const { length, most, examples } = options;
  const store = new ExampleStore({
    inputShape: [length],
    targetShape: [],
    scale: undefined,
    classes: undefined,
    most,
  });
  for (let i = 0; i < examples; i++) {
    store.put(i, { input: { length, 0: i }, target: i });
  }
  return store;
}

Deno.test("ExampleStore grows as it fills, to no more than it needs", () => {
  const capacities: [number, number, number][] = [
    // examples put, most, places
    [1, 1000, 64],
    [65, 1000, 128],
    [65, 100, 100],
    [100, 100, 100],
    [3, 3, 3],
  ];
  for (const [examples, most, places] of capacities) {
    const store = filled({ length: 8, most, examples });
    const { inputs, targets } = store.rows;
    assertEquals([inputs.length, targets.length], [8 * places, places]);
    for (let i = 0; i < examples; i++) {
      assertEquals(store.get(i).input[0], i);
      assertEquals((store.get(i).target as Float32Array)[0], i);
    }
  }
});

Deno.test("ExampleStore asks for the memory of one example if they are large", () => {
  const length = 2 ** 20;
  const { inputs } = filled({ length, most: 1000, examples: 1 }).rows;
  assertEquals(inputs.length, length);
});

Deno.test("ExampleStore says what to lower when memory is too small", () => {
  assertThrows(
    () => filled({ length: 2 ** 40, most: 1000, examples: 1 }),
    RangeError,
    "Cannot read example 0: expected memory for 1 examples of 1099511627776 " +
      "elements, received less: lower shuffleBuffer and batchSize",
  );
});
