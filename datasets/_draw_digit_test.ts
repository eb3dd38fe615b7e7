import { Random } from "@cutedl/tensor";
import { assertAlmostEquals } from "@std/assert";
import { SIDE } from "./_digits.ts";
import { DigitPainter } from "./_draw_digit.ts";

/** A row of an image. */
interface Row {
  /** Sum of the pixels, each from 0 to 1. */
  ink: number;
  /** Their mean place, and its mean square. */
  x: number;
  xx: number;
  /** Sum of v · (1 - v) over the pixels v, greatest for gray. */
  gray: number;
}

/** Draws a digit many times, and gives the rows of each image. */
function drawings(digit: number): Row[][] {
  const painter = new DigitPainter(new Random(5).derive(digit));
  return Array.from({ length: 600 }, () => {
    const image = new Uint8Array(SIDE * SIDE);
    painter.draw(digit, image);
    return Array.from({ length: SIDE }, (_, y) => {
      const row: Row = { ink: 0, x: 0, xx: 0, gray: 0 };
      for (let x = 0; x < SIDE; x++) {
        const value = image[y * SIDE + x]! / 255;
        row.ink += value;
        row.x += value * x;
        row.xx += value * x ** 2;
        row.gray += value * (1 - value);
      }
      row.x /= row.ink;
      row.xx /= row.ink;
      return row;
    });
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
}

function extent(rows: readonly Row[]): [top: number, bottom: number] {
  const inked = rows.flatMap(({ ink }, y) => ink > 0 ? [y] : []);
  return [inked[0]!, inked.at(-1)!];
}

// Of a 1, the stem alone: below the flag, above the foot.
const stems = drawings(1).map((rows) => {
  const [top, bottom] = extent(rows);
  const height = bottom - top;
  const first = Math.ceil(top + 0.45 * height);
  const stem = rows.slice(first, Math.floor(top + 0.8 * height) + 1);
  const x = mean(stem.map((row) => row.x));
  const places = stem.map((row, i) => [i - (stem.length - 1) / 2, row.x - x]);
  const lean = places.reduce((sum, [y, x]) => sum + y! * x!, 0) /
    places.reduce((sum, [y]) => sum + y! ** 2, 0);
  const across = 1 / Math.hypot(1, lean); // cosine of its angle
  return {
    lean,
    // Across a line, coverage adds up to its width; gray pixels, where coverage
    // falls from 1 to 0 over the blur, to a sixth of that on either side.
    width: across * mean(stem.map((row) => row.ink)),
    blur: across * 3 * mean(stem.map((row) => row.gray)),
    height,
  };
});

Deno.test("DigitPainter varies the thickness of a line", () => {
  const widths = stems.map(({ width }) => width);
  assertAlmostEquals(mean(widths), 0.7 + 1.6, 0.15); // radius 0.7 to 1.6, twice
  assertAlmostEquals(deviation(widths), 2 * 0.9 / Math.sqrt(12), 0.1);
});

Deno.test("DigitPainter varies the blur of a line", () => {
  const blurs = stems.map(({ blur }) => blur);
  assertAlmostEquals(mean(blurs), 1.3, 0.1); // from 0.8 to 1.8
  assertAlmostEquals(deviation(blurs), 1 / Math.sqrt(12), 0.06);
});

Deno.test("DigitPainter varies slant and rotation, leaning to the right", () => {
  const leans = stems.map(({ lean }) => lean);
  assertAlmostEquals(mean(leans), -0.15, 0.06); // y goes downwards
  // Slant 0.25 and rotation 0.16, and a little from points that are moved:
  // either alone would give less than 0.28.
  assertAlmostEquals(deviation(leans), 0.35, 0.05);
});

Deno.test("DigitPainter varies the height of a digit", () => {
  const heights = stems.map(({ height }) => height);
  // 1.5 as such, more as it leans and as points are moved; 1.8 if it were fixed
  assertAlmostEquals(deviation(heights), 2.25, 0.25);
});

Deno.test("DigitPainter varies the width of a digit, and its place", () => {
  const zeros = drawings(0).map((rows) => {
    const ink = rows.reduce((sum, row) => sum + row.ink, 0);
    const average = (value: (row: Row, y: number) => number): number =>
      rows.reduce(
        (sum, row, y) => row.ink > 0 ? sum + row.ink * value(row, y) : sum,
        0,
      ) / ink;
    const [x, y] = [average((row) => row.x), average((_, y) => y)];
    const xx = average((row) => row.xx) - x ** 2;
    const yy = average((_, y) => y ** 2) - y ** 2;
    return { x, y, aspect: Math.sqrt(xx / yy) };
  });
  for (const axis of ["x", "y"] as const) {
    const places = zeros.map((zero) => zero[axis]);
    assertAlmostEquals(mean(places), (SIDE - 1) / 2, 0.25);
    assertAlmostEquals(deviation(places), 1, 0.25);
  }
  // Between the 10th and the 90th percentile: a width of 0.5 to 0.95 heights
  // alone gives 0.36; slant and moved points without it give 0.25.
  const aspects = zeros.map(({ aspect }) => aspect).toSorted((a, b) => a - b);
  const [low, high] = [0.1, 0.9].map((part) => aspects[part * aspects.length]!);
  assertAlmostEquals(high! - low!, 0.36, 0.05);
});
