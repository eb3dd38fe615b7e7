import { assertEquals } from "@std/assert";
import { type Tensor, tensor, zeros } from "./mod.ts";

/** What a notebook is given. */
function display(shown: Tensor): Record<string, string> {
  return (shown as unknown as Record<symbol, () => Record<string, string>>)[
    Symbol.for("Jupyter.display")
  ]!();
}

/** Rows of a table, cell by cell. */
function cellsOf(shown: Tensor): string[][] {
  return [...display(shown)["text/html"]!.matchAll(/<tr>(.*?)<\/tr>/g)]
    .map(([, row]) =>
      [...row!.matchAll(/<t[dh](?: [^>]*)?>([^<]*)</g)].map(([, text]) => text!)
    );
}

Deno.test("Tensor shows itself in a notebook as a table, and as text", () => {
  const matrix = tensor([[1, 0.5], [-2, 10]]);
  assertEquals(display(matrix)["text/plain"], matrix.toString());
  assertEquals(cellsOf(matrix), [
    ["", "0", "1"],
    ["0", "1.0", "0.5"],
    ["1", "-2.0", "10.0"],
  ]);
  assertEquals(cellsOf(tensor([3, NaN])), [["", "0", "1"], ["", "3", "NaN"]]);
  assertEquals(cellsOf(tensor(7)), [["", "0"], ["", "7"]]);
  const deep = tensor([[[1, 2]], [[3, 4]]]);
  assertEquals(cellsOf(deep).slice(1), [["0, 0", "1", "2"], [
    "1, 0",
    "3",
    "4",
  ]]);
  assertEquals(cellsOf(zeros([2, 0])), [[""]]);
  assertEquals(cellsOf(zeros([0, 2])), [["", "0", "1"]]);
});

Deno.test("Tensor shortens a large table in the middle", () => {
  const large = tensor(Float32Array.from({ length: 400 }, (_, i) => i), [
    20,
    20,
  ]);
  const rows = cellsOf(large);
  const head = ["0", "1", "2", "3", "4", "…", "15", "16", "17", "18", "19"];
  assertEquals(rows[0], ["", ...head]);
  assertEquals(rows.map(([first]) => first).slice(1), head);
  assertEquals(rows[1]!.slice(4, 8), ["3", "4", "…", "15"]);
  assertEquals(rows[6]!.slice(1), Array(11).fill("…"));
  assertEquals(rows.at(-1)!.at(-1), "399");
});
