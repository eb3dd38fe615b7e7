import { assertEquals } from "@std/assert";
import { mnistDirectory } from "../tests/permissions.ts";
import { gzip } from "./_testing.ts";
import { loadMnist } from "./load_mnist.ts";
import { readIdx } from "./read_idx.ts";
import { syntheticDigits } from "./synthetic_digits.ts";

const directory = await mnistDirectory(); // of plain files or gzip

if (directory !== undefined) {
  const options = { directory, download: false };
  await loadMnist({ ...options, verify: true }); // the right content

  const group = "MNIST, from CUTEDL_MNIST";
  Deno.bench("loadMnist()", { group, baseline: true }, async () => {
    await loadMnist(options);
  });
  Deno.bench("loadMnist({ verify: true })", { group }, async () => {
    await loadMnist({ ...options, verify: true });
  });
}

// A file of synthetic digits, for where no files may be read.
const count = 10_000;
const header = Uint8Array.of(
  ...[0, 0, 8, 3],
  ...[0, 0, count >> 8, count & 255],
  ...[0, 0, 0, 28],
  ...[0, 0, 0, 28],
);
const digits = syntheticDigits({ count, seed: 1 });
const [all] = await Array.fromAsync(digits.batches({ batchSize: count }));
const pixels = Uint8Array.from(
  all!.inputs.data,
  (value) => Math.round(255 * value),
);
const plain = new Uint8Array(await new Blob([header, pixels]).arrayBuffer());
const suffix = directory === undefined
  ? " (MNIST itself needs CUTEDL_MNIST, --allow-env and --allow-read)"
  : "";

for (
  const [name, bytes] of [["plain", plain], [
    "gzip",
    await gzip(plain),
  ]] as const
) {
  const open = () => readIdx(new Blob([bytes]).stream());
  assertEquals(await (await open()).readAll(), pixels);
  const group = `IDX of ${count} synthetic digits, ${name}${suffix}`;

  Deno.bench(`readAll(), ${name}`, { group }, async () => {
    await (await open()).readAll();
  });
  Deno.bench(`chunks(64), ${name}`, { group }, async () => {
    for await (const _ of (await open()).chunks(64));
  });
  Deno.bench(`item by item, ${name}`, { group }, async () => {
    for await (const _ of await open());
  });
}
