import { assert, assertEquals, assertThrows } from "@std/assert";
import { ScriptedDataset, scriptedSession } from "../_fixtures_test.ts";
import { assertBalanced } from "../charts/_testing.ts";
import { type MediaBundle, NotebookProgress } from "./notebook_progress.ts";

Deno.test("NotebookProgress draws one output anew, at most four times a second", async () => {
  const shown: [content: MediaBundle, id: string, isUpdate: boolean][] = [];
  let now = 5000;
  const progress = new NotebookProgress({
    now: () => now,
    display: (...call) => shown.push(call),
  });
  const fit = (epochs: number) =>
    scriptedSession().fit(new ScriptedDataset([[4, 2, 3, 3]]), {
      ...{ epochs, batchSize: 1 },
      callbacks: [{ onBatchEnd: () => now += 100 }, progress],
    });
  await fit(2);
  const lines = shown.map(([content]) => content["text/plain"]);
  assertEquals(lines, [
    "epoch 1/2, step 0, starting",
    "epoch 1/2, step 3, loss 3.000",
    "epoch 2/2, step 6, loss 3.000",
    "epoch 2/2, step 8, finished in 0.8 s",
  ]);
  const values = shown.map(([content]) =>
    Number(/value="([\d.]+)"/.exec(String(content["text/html"]))![1])
  );
  assertEquals(values, [0, 0.75, 1.5, 2]);
  assertEquals(shown.map(([, , isUpdate]) => isUpdate), [
    false,
    true,
    true,
    true,
  ]);
  assertEquals(new Set(shown.map(([, id]) => id)).size, 1);
  const html = shown.map(([content]) => String(content["text/html"]));
  html.forEach(assertBalanced);
  // the picture comes with the first row
  assertEquals(html.map((text) => text.includes("<svg")), [
    false,
    false,
    true,
    true,
  ]);

  await fit(1);
  assertEquals(shown[4]![2], false);
  assert(shown[4]![1] !== shown[0]![1]);
});

Deno.test("NotebookProgress says where it works", () => {
  assertThrows(
    () => new NotebookProgress(),
    Error,
    "Cannot show progress in a notebook: expected the kernel of Deno, received " +
      "another runtime: use ProgressBar, or give display",
  );
});
