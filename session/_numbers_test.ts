import { assertEquals } from "@std/assert";
import { formatCount, formatSeconds, formatValue } from "./_numbers.ts";

Deno.test("formatValue() shows four digits that mean something", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [1, "1.000"],
    [0.91549, "0.9155"],
    [0.99999, "1.0000"],
    [-2.30258, "-2.303"],
    [0.0123456, "0.01235"],
    [0.000123456, "0.0001235"],
    [0.0000123456, "1.235e-5"],
    [12.3456, "12.35"],
    [1234.5, "1235"],
    [123456.7, "123457"],
    [1234567, "1.235e+6"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
  ];
  for (const [value, text] of cases) assertEquals(formatValue(value), text);
});

Deno.test("formatCount() sets thousands apart", () => {
  assertEquals(
    [0, 999.4, 999.5, 1e6, 812345].map(formatCount),
    ["0", "999", "1,000", "1,000,000", "812,345"],
  );
});

Deno.test("formatSeconds() shows the two largest units", () => {
  const cases: [number, string][] = [
    [0, "0.0 s"],
    [9.94, "9.9 s"],
    [9.96, "10 s"],
    [59.4, "59 s"],
    [59.6, "1 min 00 s"],
    [125, "2 min 05 s"],
    [3599.9, "1 h 00 min"],
    [7380, "2 h 03 min"],
    [360000, "100 h 00 min"],
  ];
  for (const [seconds, text] of cases) {
    assertEquals(formatSeconds(seconds), text);
  }
});
