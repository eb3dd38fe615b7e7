import {
  assertEquals,
  assertNotEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  FreshWorkspace,
  Random,
  ReusedWorkspace,
  ShapeError,
  SparseTensor,
  tensor,
  zeros,
} from "@cutedl/tensor";
import { ArrayDataset } from "./array_dataset.ts";
import type { Batch, BatchOptions, Dataset } from "./dataset.ts";

/** Examples whose input and target tell which they are. */
function numbered(size: number): ArrayDataset {
  const numbers = Float32Array.from({ length: size }, (_, i) => i);
  return new ArrayDataset(tensor(numbers, [size, 1]), tensor(numbers));
}

/** The numbers of the examples in each batch. */
async function order(
  data: Dataset,
  options: BatchOptions,
): Promise<number[][]> {
  const batches = await Array.fromAsync(data.batches(options));
  for (const { inputs, targets, size } of batches) {
    assertEquals(inputs.shape, [size, 1]);
    assertEquals(targets.shape, [size]);
    assertEquals(inputs.data, targets.data);
  }
  return batches.map(({ targets }) => [...targets.data]);
}

Deno.test("ArrayDataset scales pixels by 1/255 when they enter a batch", async () => {
  const data = new Uint8Array([0, 51, 102, 255]);
  const dataset = new ArrayDataset({ data, shape: [2, 2] }, zeros([2, 1]));
  const [batch] = await Array.fromAsync(dataset.batches());
  const expected = Float32Array.of(0, 51 / 255, 102 / 255, 1);
  batch!.inputs.data.forEach((value, i) =>
    assertEquals(Math.abs(value - expected[i]!) < 1e-7, true)
  );
});

Deno.test("ArrayDataset takes another scale, for pixels and for tensors", async () => {
  for (const values of [Uint8Array.of(1, 2, 3), Float32Array.of(1, 2, 3)]) {
    const inputs = { data: values, shape: [3, 1] };
    const dataset = new ArrayDataset(inputs, zeros([3]), { scale: 0.5 });
    const [batch] = await Array.fromAsync(dataset.batches({ batchSize: 3 }));
    assertEquals([...batch!.inputs.data], [0.5, 1, 1.5]);
    assertEquals([...values], [1, 2, 3]); // not changed
  }
});

Deno.test("ArrayDataset gives tensors as they are by default", async () => {
  const inputs = tensor([[1, 2], [3, 4], [5, 6]]);
  const targets = tensor([[10], [20], [30]]);
  const dataset = new ArrayDataset(inputs, targets);
  assertEquals(dataset.size, 3);
  assertEquals(dataset.inputShape, [2]);
  assertEquals(dataset.targetShape, [1]);
  const [first, second] = await Array.fromAsync(
    dataset.batches({ batchSize: 2 }),
  );
  assertEquals(first!.inputs.toArray(), [[1, 2], [3, 4]]);
  assertEquals(first!.targets.toArray(), [[10], [20]]);
  assertEquals(second!.inputs.toArray(), [[5, 6]]);
  assertEquals(second!.size, 1);
});

Deno.test("ArrayDataset gives labels, or one-hot rows given classes", async () => {
  const inputs = zeros([3, 1]);
  for (const labels of [Uint8Array.of(2, 0, 1), tensor([2, 0, 1])]) {
    const plain = new ArrayDataset(inputs, labels);
    assertEquals(plain.targetShape, []);
    const [batch] = await Array.fromAsync(plain.batches());
    assertEquals(batch!.targets.toArray(), [2, 0, 1]);

    const oneHot = new ArrayDataset(inputs, labels, { classes: 4 });
    assertEquals(oneHot.targetShape, [4]);
    const [hot] = await Array.fromAsync(oneHot.batches());
    assertEquals(hot!.targets.toArray(), [
      [0, 0, 1, 0],
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ]);
  }
});

Deno.test("ArrayDataset gives every example once, in order, without shuffle", async () => {
  assertEquals(await order(numbered(7), { batchSize: 3 }), [
    [0, 1, 2],
    [3, 4, 5],
    [6],
  ]);
  assertEquals(await order(numbered(7), { batchSize: 100 }), [
    [0, 1, 2, 3, 4, 5, 6],
  ]);
  assertEquals(await order(numbered(0), {}), []);
  const [first] = await order(numbered(100), {});
  assertEquals(first!.length, 32); // the default
});

Deno.test("ArrayDataset shuffles by the permutation of seed and epoch", async () => {
  const data = numbered(50);
  const options = { batchSize: 8, shuffle: true, seed: 3, epoch: 2 };
  const shuffled = (await order(data, options)).flat();
  assertEquals(shuffled, [...new Random(3).derive(2).permutation(50)]);
  assertEquals((await order(data, options)).flat(), shuffled);
  for (const other of [{ seed: 4 }, { epoch: 3 }]) {
    const different = (await order(data, { ...options, ...other })).flat();
    assertNotEquals(different, shuffled);
    assertEquals(different.toSorted((a, b) => a - b), [...Array(50).keys()]);
  }
});

Deno.test("ArrayDataset starts within an epoch and drops a small last batch", async () => {
  const data = numbered(10);
  for (const shuffle of [false, true]) {
    const all = await order(data, { batchSize: 4, shuffle });
    assertEquals(all.map(({ length }) => length), [4, 4, 2]);
    for (let start = 0; start <= 3; start++) {
      const options = { batchSize: 4, shuffle, start };
      assertEquals(await order(data, options), all.slice(start));
    }
    const dropped = await order(data, {
      batchSize: 4,
      shuffle,
      dropLast: true,
    });
    assertEquals(dropped, all.slice(0, 2));
  }
  const exact = await order(numbered(8), { batchSize: 4, dropLast: true });
  assertEquals(exact, [[0, 1, 2, 3], [4, 5, 6, 7]]);
});

Deno.test("ArrayDataset gives new tensors, or the workspace's", async () => {
  const pixels = { data: Uint8Array.of(0, 255, 255, 0), shape: [4, 1] };
  const labels = Uint8Array.of(0, 1, 1, 0);
  const data = new ArrayDataset(pixels, labels, { classes: 2 });
  const fresh = await Array.fromAsync(data.batches({ batchSize: 2 }));
  assertNotStrictEquals(fresh[0]!.inputs.data, fresh[1]!.inputs.data);
  assertEquals(fresh[0]!.targets.toArray(), [[1, 0], [0, 1]]);
  assertEquals(fresh[1]!.targets.toArray(), [[0, 1], [1, 0]]);

  for (const engine of ["reference", "auto"] as const) {
    const workspace = new ReusedWorkspace(engine);
    const seen: Batch[] = [];
    for await (const batch of data.batches({ batchSize: 2, workspace })) {
      const other = fresh[seen.length]!;
      assertEquals([...batch.inputs.data], [...other.inputs.data]);
      assertEquals([...batch.targets.data], [...other.targets.data]);
      seen.push(batch);
    }
    assertStrictEquals(seen[0]!.inputs.data, seen[1]!.inputs.data);
    assertStrictEquals(seen[0]!.targets.data, seen[1]!.targets.data);
  }
});

Deno.test("ArrayDataset.slice() shares memory", async () => {
  const data = Uint8Array.of(0, 1, 2, 3, 4, 5);
  const labels = Uint8Array.of(0, 1, 2);
  const whole = new ArrayDataset({ data, shape: [3, 2] }, labels, {
    scale: 1,
    classes: 3,
  });
  const part = whole.slice(1, 3);
  assertEquals([part.size, part.inputShape, part.targetShape], [2, [2], [3]]);
  data[2] = 9;
  const [batch] = await Array.fromAsync(part.batches());
  assertEquals(batch!.inputs.toArray(), [[9, 3], [4, 5]]);
  assertEquals(batch!.targets.toArray(), [[0, 1, 0], [0, 0, 1]]);
});

Deno.test("ArrayDataset.slice() counts from either end", async () => {
  const data = numbered(5);
  const numbers = async (start: number, end?: number) =>
    (await order(data.slice(start, end), {})).flat();
  assertEquals(await numbers(0, 2), [0, 1]);
  assertEquals(await numbers(3), [3, 4]);
  assertEquals(await numbers(-2), [3, 4]);
  assertEquals(await numbers(0, -2), [0, 1, 2]);
  assertEquals(await numbers(5), []);
  const nested = data.slice(1, 5).slice(1, 3);
  assertEquals((await order(nested, {})).flat(), [2, 3]);
});

Deno.test("ArrayDataset.slice() refuses what lies outside", () => {
  const data = numbered(5);
  const parts = [[0, 6], [-6, 5], [3, 2], [NaN, 2], [0, 1.5]] as const;
  for (const [start, end] of parts) {
    assertThrows(
      () => data.slice(start, end),
      RangeError,
      "Cannot slice dataset of 5 examples: expected a part of it, received " +
        `start ${start} and end ${end}`,
    );
  }
});

Deno.test("ArrayDataset refuses targets of another count, naming both", () => {
  assertThrows(
    () => new ArrayDataset(zeros([3, 2]), zeros([4, 2])),
    ShapeError,
    "Cannot create dataset: expected targets [3, 2], received [4, 2]: give " +
      "one for each of the 3 inputs",
  );
  assertThrows(
    () => new ArrayDataset(zeros([3, 2]), new Uint8Array(2), { classes: 2 }),
    ShapeError,
    "expected labels [3], received [2]",
  );
  assertThrows(
    () => new ArrayDataset(zeros([3, 2]), zeros([3, 2]), { classes: 2 }),
    ShapeError,
    "expected labels [3], received [3, 2]",
  );
  assertThrows(() => new ArrayDataset(zeros([3]), tensor(1)), ShapeError);
});

Deno.test("ArrayDataset refuses elements that do not fill their shape", () => {
  for (const type of [Uint8Array, Float32Array]) {
    for (const length of [0, 5, 7]) {
      const given = { data: new type(length), shape: [2, 3] };
      const message = "of shape [2, 3] to hold [6], received " +
        `[${length}]: give as many elements as the shape has places`;
      assertThrows(
        () => new ArrayDataset(given, zeros([2])),
        ShapeError,
        `Cannot create dataset: expected inputs ${message}`,
      );
      assertThrows(
        () => new ArrayDataset(zeros([2]), given),
        ShapeError,
        `Cannot create dataset: expected targets ${message}`,
      );
    }
  }
  const scalar = { data: new Uint8Array(1), shape: [] };
  assertThrows(
    () => new ArrayDataset(scalar, zeros([1])),
    ShapeError,
    "Cannot create dataset: expected inputs [size, ...], received []: give " +
      "an axis of examples",
  );
});

Deno.test("ArrayDataset refuses elements of another type", () => {
  const cases: [unknown, string][] = [
    [new Float64Array(2), "Float64Array"],
    [new Uint8ClampedArray(2), "Uint8ClampedArray"],
    [[0, 1], "Array"],
    [undefined, "undefined"],
  ];
  for (const [data, name] of cases) {
    const given = { data: data as Uint8Array, shape: [2] };
    for (
      const [inputs, targets] of [[given, zeros([2])], [zeros([2]), given]]
    ) {
      assertThrows(
        () => new ArrayDataset(inputs!, targets!),
        TypeError,
        `as data and shape, received data of type ${name}: make it a ` +
          "Uint8Array or a Float32Array",
      );
    }
  }
});

Deno.test("ArrayDataset refuses labels that are no class", () => {
  for (const [label, i] of [[3, 0], [-1, 1], [0.5, 2], [NaN, 2]] as const) {
    const labels = tensor([0, 0, 0]);
    labels.data[i] = label;
    assertThrows(
      () => new ArrayDataset(zeros([3]), labels, { classes: 3 }),
      RangeError,
      `Cannot use label ${label} of example ${i}: expected a whole number ` +
        "from 0 to 2 for 3 classes",
    );
  }
});

Deno.test("ArrayDataset refuses senseless options", () => {
  for (const classes of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => new ArrayDataset(zeros([1]), zeros([1]), { classes }),
      RangeError,
      `expected classes to be a whole number >= 1, received ${classes}`,
    );
  }
  for (const scale of [NaN, Infinity]) {
    assertThrows(
      () => new ArrayDataset(zeros([1]), zeros([1]), { scale }),
      RangeError,
      `expected a finite scale, received ${scale}`,
    );
  }
});

Deno.test("ArrayDataset.batches() refuses senseless options at once", () => {
  const data = numbered(10);
  const options: [BatchOptions, string][] = [
    [{ batchSize: 0 }, "expected batchSize to be a whole number >= 1"],
    [{ batchSize: 2.5 }, "received 2.5"],
    [{ batchSize: NaN }, "received NaN"],
    [{ batchSize: Infinity }, "received Infinity"],
    [{ seed: -1 }, "expected seed to be a whole number >= 0, received -1"],
    [{ epoch: 0.5 }, "expected epoch to be a whole number >= 0"],
    [{ start: -1 }, "expected start to be a whole number >= 0"],
    [
      { batchSize: 5, start: 3 },
      "expected start <= 2, the number of batches, received 3",
    ],
    [{ batchSize: 4, start: 3, dropLast: true }, "expected start <= 2"],
  ];
  for (const [bad, message] of options) {
    assertThrows(
      () => data.batches(bad),
      RangeError,
      `Cannot make batches: `,
    );
    assertThrows(() => data.batches(bad), RangeError, message);
  }
});

Deno.test("ArrayDataset gives pixels as lists where memory is used again, and all of them when asked", async () => {
  const data = Uint8Array.from(
    { length: 40 * 8 },
    (_, i) => i % 8 < 2 ? i % 251 : 0,
  );
  const dataset = new ArrayDataset({ data, shape: [40, 8] }, zeros([40]));
  const options = { batchSize: 7, shuffle: true, seed: 3 };
  for (const name of ["wasm", "reference"] as const) {
    const fresh = { ...options, workspace: new FreshWorkspace(name) };
    const expected = await Array.fromAsync(dataset.batches(fresh));
    const workspace = new ReusedWorkspace(name);
    let i = 0;
    for await (const batch of dataset.batches({ ...options, workspace })) {
      const { inputs } = batch;
      assertEquals(inputs instanceof SparseTensor, name === "wasm");
      assertEquals(inputs.shape, expected[i]!.inputs.shape);
      assertEquals(inputs.size, expected[i]!.inputs.size);
      if (i % 2 === 0) assertEquals(inputs.data, expected[i]!.inputs.data);
      else {
        const flat = inputs.reshape([-1]).toArray();
        assertEquals(flat, expected[i]!.inputs.reshape([-1]).toArray());
      }
      i++;
    }
    assertEquals(i, 6);
  }
});
