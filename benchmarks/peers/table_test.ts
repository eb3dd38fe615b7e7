import { assertEquals } from "@std/assert";
import { formatTable } from "./table.ts";
import { workloads } from "./workloads.ts";

const [w1] = workloads;
const predict = workloads.find(({ id }) => id === "predict")!;
const names = ["ours", "theirs"];

Deno.test("formatTable() gives medians, ranges, and ratios within the rounds", () => {
  const table = formatTable(
    [
      // seconds per sample, of ours and of theirs
      { workload: w1!, rounds: [[1e-6, 4e-6], [2e-6, 2e-6], [4e-6, 4e-6]] },
      { workload: predict, rounds: [[2e-6, 2e-6], [4e-6, 2e-6]] },
    ],
    names,
    1,
  );
  assertEquals(
    table,
    `
|        | W1: 784-10 (1000 samples/s) | one prediction, W2 (µs)   |
| ------ | --------------------------- | ------------------------- |
| ours   | 500 (250-1000), 1.00 ×      | 3.00 (2.00-4.00), 0.750 × |
| theirs | 250 (250-500), 1.00 ×       | 2.00 (2.00-2.00), 1.00 ×  |
`.trim(),
  );
});

Deno.test("formatTable() leaves ratios out where there is no baseline", () => {
  const table = formatTable(
    [{ workload: w1!, rounds: [[1e-6, 4e-6]] }],
    names,
    -1,
  );
  assertEquals(
    table.split("\n")[2],
    "| ours   | 1000 (1000-1000)            |",
  );
});
