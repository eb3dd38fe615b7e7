import { assertEquals } from "@std/assert";
import { Random, ReusedWorkspace } from "@cutedl/tensor";
import type { Batch } from "./dataset.ts";
import { syntheticDigits } from "./synthetic_digits.ts";

const [count, batchSize] = [10_000, 64];
const digits = syntheticDigits({ count, seed: 1 });
const workspace = new ReusedWorkspace();
const options = { batchSize, shuffle: true, workspace };

// The first batch holds the rows that the permutation names.
const [all] = await Array.fromAsync(digits.batches({ batchSize: count }));
const order = new Random(0).derive(0).permutation(count);
const rows = [...order.subarray(0, batchSize)];
for await (const { inputs, targets } of digits.batches(options)) {
  const expected = (values: Float32Array, length: number) =>
    rows.flatMap((row) => [
      ...values.subarray(row * length, (row + 1) * length),
    ]);
  assertEquals([...inputs.data], expected(all!.inputs.data, 784));
  assertEquals([...targets.data], expected(all!.targets.data, 10));
  break;
}

const group = `${Math.ceil(count / batchSize)} batches of [64, 784]`;
let last: Batch | undefined; // so that nothing is optimized away

Deno.bench("shuffled, in reused memory", { group }, async () => {
  for await (const batch of digits.batches(options)) last = batch;
});
Deno.bench("shuffled, each new", { group }, async () => {
  const fresh = { batchSize, shuffle: true };
  for await (const batch of digits.batches(fresh)) last = batch;
  assertEquals(last!.size, count % batchSize);
});
