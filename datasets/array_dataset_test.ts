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

Deno.test("ArrayDataset lists pixels for each scale and shape that they are read with", async () => {
  const data = new Uint8Array([0, 3, 0, 0, 0, 0, 5, 0]);
  const labels = new Uint8Array(2);
  const workspace = new ReusedWorkspace("wasm");
  const b = new Float32Array([1, 2, 4, 8]);
  for (const [scale, expected] of [[1, [6, 20]], [2, [12, 40]]] as const) {
    const options = { scale };
    const inputs = { data, shape: [2, 4] };
    const dataset = new ArrayDataset(inputs, labels, options);
    for await (const { inputs } of dataset.batches({ workspace })) {
      const products = new Float32Array(2);
      const { matrix } = inputs as SparseTensor;
      const size = { m: 2, k: 4, n: 1 };
      workspace.engine.matmul(matrix!, b, products, size);
      assertEquals(products, new Float32Array(expected));
    }
  }
  const inputs = { data, shape: [1, 8] };
  const dataset = new ArrayDataset(inputs, zeros([1]), { scale: 1 });
  for await (const { inputs } of dataset.batches({ workspace })) {
    const products = new Float32Array(1);
    const { matrix } = inputs as SparseTensor;
    const size = { m: 1, k: 8, n: 1 };
    workspace.engine.matmul(
      matrix!,
      new Float32Array(8).fill(1),
      products,
      size,
    );
    assertEquals(products, new Float32Array([8]));
  }
});
