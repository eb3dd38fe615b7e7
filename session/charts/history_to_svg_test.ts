import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { History } from "../history.ts";
import { dark, light } from "./_style.ts";
import { assertBalanced, historyOf, textsOf } from "./_testing.ts";
import { historyToSvg } from "./history_to_svg.ts";

/** Places of a line's points. */
function placesOf(svg: string, role: string, panel = 0): number[][] {
  const paths = [
    ...svg.matchAll(RegExp(`class="line ${role}" d="(M[^h"]*)"`, "g")),
  ];
  return [...paths[panel]![1]!.matchAll(/([\d.-]+) ([\d.-]+)/g)]
    .map(([, x, y]) => [Number(x), Number(y)]);
}

Deno.test("historyToSvg() draws each value at its place", () => {
  const svg = historyToSvg(historyOf({ loss: [1, 0.5, 0] }), { width: 720 });
  assertBalanced(svg);
  // 632 pixels for steps 0 to 30 from x = 64, and 160 for losses -0.18 to 1.18
  // from y = 107, below two lines of heading
  const expected = [[10, 1], [20, 0.5], [30, 0]].map(([step, loss]) => [
    64 + 632 * step! / 30,
    107 + 160 * (1.18 - loss!) / 1.36,
  ]);
  placesOf(svg, "training").flat().forEach((coordinate, i) =>
    assertAlmostEquals(coordinate, expected.flat()[i]!, 0.01)
  );
});

Deno.test("historyToSvg() names axes, round numbers and best values", () => {
  const svg = historyToSvg(historyOf({
    loss: [0.83, 0.41, 0.43],
    valLoss: [0.9, 0.5, 0.6],
    valAccuracy: [0.7, 0.81, 0.8051],
  }));
  assertEquals(textsOf(svg), [
    "Training run",
    "30 steps, 3 epochs, 1.5 s of training",
    ...["Loss", "training", "validation", "best"],
    ...["0.4", "0.5", "0.6", "0.7", "0.8", "0.9"],
    ...["0.4100", "0.5000"],
    ...["Accuracy", "validation", "best"],
    ...["70 %", "72 %", "74 %", "76 %", "78 %", "80 %", "82 %"],
    ...Array.from({ length: 16 }, (_, i) => String(2 * i)),
    "81.00 %",
    "Training steps",
  ]);
  assertStringIncludes(svg, "Loss, validation: best 0.5000 at step 20;");
  assertStringIncludes(svg, 'role="img" aria-label="Training run. 30 steps,');
});

Deno.test("historyToSvg() marks the first of equal best values", () => {
  const svg = historyToSvg(historyOf({ loss: [0.9, 0.5, 0.5] }));
  assertStringIncludes(svg, "Loss, training: best 0.5000 at step 20");
});

Deno.test("historyToSvg() says no accuracy above 100 %, and no loss below 0", () => {
  const svg = historyToSvg(historyOf({ loss: [0, 0], accuracy: [1, 1] }));
  const texts = textsOf(svg);
  assertEquals(texts.filter((text) => /^-|^1[\d.]+[1-9] %/.test(text)), []);
  assert(texts.includes("0") && texts.includes("100 %"));
  const negative = historyToSvg(historyOf({ loss: [-1, -2] }));
  assert(textsOf(negative).includes("-2"));
});

Deno.test("historyToSvg() leaves a gap where values are not finite, and says so", () => {
  const svg = historyToSvg(historyOf({ loss: [4, 3, NaN, 2, Infinity, 1] }));
  const [, path] = /class="line training" d="(M[^h"]*)"/.exec(svg)!;
  assertEquals(path!.replaceAll(/[\d. -]/g, ""), "MLMM");
  assertEquals(placesOf(svg, "training").length, 4);
  assert(textsOf(svg).includes("2 not finite"));
  assert(textsOf(svg).includes("1.000"));

  const none = historyToSvg(historyOf({ loss: [NaN, NaN], valLoss: [1, 2] }));
  assertStringIncludes(none, "Loss, training: no finite value");
  const panel = historyToSvg(historyOf({ loss: [NaN], accuracy: [0.5] }));
  assert(textsOf(panel).includes("no finite value"));
  assertEquals(/NaN|Infinity/.test(svg + none + panel), false);
});

Deno.test("historyToSvg() draws one point, and a series that does not change", () => {
  for (
    const loss of [[0.4], [0, 0, 0], [1e-30, 1e-30], [1e30], [0.3, 0.1 + 0.2]]
  ) {
    const svg = historyToSvg(historyOf({ loss }));
    assertEquals(/NaN|Infinity/.test(svg), false);
    // in the middle
    const [, y] = /<circle cx="[\d.]+" cy="([\d.]+)" r="4.5"/.exec(svg)!;
    assertAlmostEquals(Number(y), 107 + 80, 0.01);
    assertLess(svg.length, 10_000);
  }
});

Deno.test("historyToSvg() shows powers of ten where values span many", () => {
  const loss = [1000, 10, 0.1];
  const svg = historyToSvg(historyOf({ loss }));
  assert(textsOf(svg).includes("logarithmic"));
  for (const tick of ["0.1", "1", "10", "100", "1000"]) {
    assert(textsOf(svg).includes(tick), tick);
  }
  const wide = historyToSvg(historyOf({ loss: [5e-324, 1] }));
  assertEquals(/NaN|Infinity/.test(wide), false);
  const ys = placesOf(svg, "training").map(([, y]) => y!);
  assertAlmostEquals(ys[1]! - ys[0]!, ys[2]! - ys[1]!, 0.02);
  for (const other of [[1000, 0], [1000, -1], [99, 1]]) {
    const linear = textsOf(historyToSvg(historyOf({ loss: other })));
    assertEquals(linear.includes("logarithmic"), false);
  }
});

Deno.test("historyToSvg() keeps extremes of very many rows, and stays small", () => {
  const loss = Array.from({ length: 50_000 }, (_, i) => i % 2);
  loss[31_234] = 9;
  loss[31_235] = -9;
  const svg = historyToSvg(historyOf({ loss }));
  assertLess(svg.length, 120_000);
  const ys = placesOf(svg, "training").map(([, y]) => y!);
  assertAlmostEquals(Math.min(...ys), 107 + 160 * 0.18 / 1.36, 0.01);
  assertAlmostEquals(Math.max(...ys), 107 + 160 * 1.18 / 1.36, 0.01);
});

Deno.test("historyToSvg() keeps all words within the picture", () => {
  const loss = [2.3025851, 2.3025852, 2.3025856]; // seven digits after the point
  const accuracy = [0.99991, 0.999912, 0.999916];
  const history = new History();
  loss.forEach((loss, i) =>
    history.record({
      ...{ epoch: i + 1, step: 1_000_000 * (i + 8), seconds: i },
      ...{ loss, valLoss: loss, accuracy: accuracy[i]! },
      ...{ negative: -1e5 * loss },
    })
  );
  for (const width of [240, 304, 720]) {
    const svg = historyToSvg(history, { width });
    const names = [
      ...svg.matchAll(
        /<text x="([\d.-]+)" y="[\d.]+" text-anchor="(end|middle)" class="[^"]+">([^<]+)</g,
      ),
    ];
    for (const [, x] of svg.matchAll(/<text x="([\d.]+)" y="[\d.]+">best</g)) {
      assertLess(Number(x) + 4 * 6.7, width);
    }
    assert(names.some(([, , , name]) => name === "10,000,000"));
    assert(
      names.some(([, , , name]) => name!.length > 8 && name!.endsWith("%")),
    );
    for (const [, x, anchor, name] of names) {
      const size = 6.7 * name!.length;
      const right = Number(x) + (anchor === "end" ? 0 : size / 2);
      assert(right - size >= 0 && right <= width, `${name} ${x} of ${width}`);
    }
  }
});

Deno.test("historyToSvg() names whole steps, each once, and values as they are", () => {
  for (const steps of [1, 2, 5, 7]) {
    const history = new History();
    history.record({ epoch: 1, step: steps, seconds: 0, loss: 1 });
    const texts = textsOf(historyToSvg(history, { title: "", subtitle: "" }));
    const names = texts.slice(texts.indexOf("0"), -2); // after it value and title
    assertEquals(names, [...Array(steps + 1).keys()].map(String));
  }
  const texts = textsOf(historyToSvg(historyOf({ loss: [12345.2, 12345.8] })));
  for (const value of ["12,345.2", "12,345.4", "12,345.6", "12,345.8"]) {
    assert(texts.includes(value), value);
  }
});

Deno.test("historyToSvg() names the steps below a panel without a finite value", () => {
  const svg = historyToSvg(historyOf({ loss: [1, 2], accuracy: [NaN, NaN] }));
  for (const step of ["0", "10", "20"]) assert(textsOf(svg).includes(step));
});

Deno.test("historyToSvg() groups series by measure, and names them in words", () => {
  const svg = historyToSvg(
    historyOf({
      loss: [1],
      topFiveAccuracy: [0.5],
      valTopFiveAccuracy: [0.4],
      value: [3], // not of a validation
    }),
  );
  assertEquals(
    textsOf(svg).filter((text) =>
      /^(Loss|Top five accuracy|Value)$/.test(text)
    ),
    ["Loss", "Top five accuracy", "Value"],
  );
  assert(textsOf(svg).includes("40.00 %"));
});

Deno.test("historyToSvg() writes any title as text", () => {
  const title = '<script>"&"\u0000\ud800</script>';
  const svg = historyToSvg(historyOf({ loss: [1], "a<b": [1] }), {
    title,
    subtitle: "",
  });
  assertBalanced(svg);
  assertStringIncludes(
    svg,
    "&lt;script&gt;&quot;&amp;&quot;\ufffd\ufffd&lt;/script&gt;",
  );
  assertStringIncludes(svg, "A&lt;b");
});

Deno.test("historyToSvg() breaks and shortens what does not fit", () => {
  const options = {
    width: 240,
    title: "x".repeat(100),
    subtitle: "ab ".repeat(30),
  };
  const texts = textsOf(historyToSvg(historyOf({ loss: [1] }), options));
  assertEquals(texts[0]!.endsWith("x…"), true);
  assertEquals(texts.filter((text) => text.startsWith("ab")).length, 3);
});

Deno.test("historyToSvg() refuses a history without rows, and a width without room", () => {
  assertThrows(
    () => historyToSvg(new History()),
    RangeError,
    "Cannot draw history: expected a history with rows, received one without: " +
      "fit first, or record a row",
  );
  for (const width of [239, NaN, 1e9]) {
    assertThrows(
      () => historyToSvg(historyOf({ loss: [1] }), { width }),
      RangeError,
      `Cannot draw history: expected a width from 240 to 10000, received ${width}`,
    );
  }
});

Deno.test("historyToSvg() has colours that can be read on their surface", () => {
  // relative luminance, WCAG 2
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map((i) => {
      const c = parseInt(colour.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  for (const palette of [light, dark]) {
    for (const name of ["text", "muted", "training", "validation"] as const) {
      const [a, b] = [palette[name], palette.surface].map(luminance);
      const contrast = (Math.max(a!, b!) + 0.05) / (Math.min(a!, b!) + 0.05);
      assert(contrast >= 4.5, `${name} ${contrast}`);
    }
  }
});
