import {
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { historyOf } from "../charts/_testing.ts";
import { historyToSvg } from "../charts/history_to_svg.ts";
import { History } from "../history.ts";
import { historyToVegaLite } from "./history_to_vega_lite.ts";

const history = historyOf({
  loss: [0.9, 0.5, 0.7],
  valLoss: [0.8, NaN, 0.6],
  valAccuracy: [0.5, 0.75, 0.7],
});

/** Draws a specification by the real Vega. */
async function draw(spec: unknown): Promise<string> {
  const warnings: unknown[] = [];
  const logger = vega.logger(vega.Warn);
  logger.warn = (...messages) => (warnings.push(messages), logger);
  const compiled = compile(spec as TopLevelSpec, { logger }).spec;
  const view = new vega.View(vega.parse(compiled), {
    renderer: "none",
    logger,
  });
  const svg = await view.toSVG();
  view.finalize();
  assertEquals(warnings, []);
  return svg;
}

Deno.test("historyToVegaLite() is drawn by Vega as two panels with their best points", async () => {
  const spec = historyToVegaLite(history, { title: "First", width: 400 });
  assertEquals(JSON.parse(JSON.stringify(spec)), spec); // plain
  const svg = await draw(spec);
  for (
    const text of [
      "First",
      "30 steps, 3 epochs, 1.5 s of training",
      "Loss",
      "Accuracy",
      "Training steps",
      "training",
      "validation",
    ]
  ) {
    assertStringIncludes(svg, `>${text}</text>`);
  }
  // values of the best points: 0.5 of training, 0.6 and 75 % of validation
  const best = [...svg.matchAll(/font-weight="bold"[^>]*>([\d.]+%?)<\/text>/g)];
  assertEquals(best.map(([, text]) => text), ["0.5", "0.6", "75.00%"]);
  const lines = [
    ...svg.matchAll(/aria-roledescription="line mark"[^>]* d="([^"]*)"/g),
  ];
  // of training three points, of validation one on each side of a gap
  assertEquals(lines.map(([, d]) => d!.replaceAll(/[\d., -]/g, "")), [
    "MLL",
    "MZMZ",
    "MLL",
  ]);
  assertEquals(/NaN|Infinity/.test(svg), false);
});

Deno.test("historyToVegaLite() places values as historyToSvg() does", async () => {
  // ratios of distances are the same in any linear scale
  const ratio = (path: string): number => {
    const ys = [...path.matchAll(/[\d.]+[, ]([\d.]+)/g)].map(([, y]) =>
      Number(y)
    );
    return (ys[2]! - ys[1]!) / (ys[1]! - ys[0]!);
  };
  const rows = historyOf({ loss: [3, 1, 2] });
  const theirs = /aria-roledescription="line mark"[^>]* d="([^"]*)"/
    .exec(await draw(historyToVegaLite(rows)))![1]!;
  const ours = /class="line training" d="(M[^h"]*)"/.exec(historyToSvg(rows))!;
  assertAlmostEquals(ratio(theirs), -0.5, 1e-3);
  assertAlmostEquals(ratio(ours[1]!), -0.5, 1e-3);
});

Deno.test("historyToVegaLite() draws one row, and none that is finite", async () => {
  for (const loss of [[0.5], [NaN, NaN]]) {
    const svg = await draw(historyToVegaLite(historyOf({ loss })));
    assertEquals(/NaN|Infinity/.test(svg), false);
    assertEquals(
      svg.includes(">Loss: no finite value<"),
      Number.isNaN(loss[0]),
    );
  }
});

Deno.test("historyToVegaLite() refuses a history without rows", () => {
  assertThrows(
    () => historyToVegaLite(new History()),
    RangeError,
    "Cannot describe history as Vega-Lite: expected a history with rows",
  );
});
