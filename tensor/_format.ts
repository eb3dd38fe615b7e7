const EDGE = 3; // elements shown at each end of a shortened axis
const SHORTEN_ABOVE = 1000; // elements, as numpy does
const LINE = 80; // characters, where rows are wrapped
const DIGITS = 4; // decimals at most

/** Formats elements of a row-major array for a person, as numpy would. */
export function formatTensor(
  data: Float32Array,
  shape: readonly number[],
): string {
  const header = `Tensor [${shape.join(", ")}]`;
  if (data.length === 0) return `${header}\n[]`;
  const shorten = data.length > SHORTEN_ABOVE;
  const indices = (length: number): number[] => {
    if (!shorten || length <= 2 * EDGE) {
      return Array.from({ length }, (_, i) => i);
    }
    const head = Array.from({ length: EDGE }, (_, i) => i);
    return [...head, -1, ...head.map((i) => length - EDGE + i)];
  };

  const shown: number[] = [];
  const collect = (axis: number, start: number, size: number): void => {
    if (axis === shape.length) {
      shown.push(data[start]!);
      return;
    }
    const step = size / shape[axis]!;
    for (const i of indices(shape[axis]!)) {
      if (i >= 0) collect(axis + 1, start + i * step, step);
    }
  };
  collect(0, 0, data.length);

  const format = numberFormat(shown);
  const width = shown.reduce(
    (widest, value) => Math.max(widest, format(value).length),
    0,
  );
  const print = (axis: number, start: number, size: number): string => {
    if (axis === shape.length) return format(data[start]!).padStart(width);
    const step = size / shape[axis]!;
    const parts = indices(shape[axis]!).map((i) =>
      i < 0 ? "…" : print(axis + 1, start + i * step, step)
    );
    const indent = " ".repeat(axis + 1);
    const depth = shape.length - axis - 1;
    const inside = depth === 0
      ? wrap(parts, indent)
      : parts.join(`,${"\n".repeat(depth)}${indent}`);
    return `[${inside}]`;
  };
  return `${header}\n${print(0, 0, data.length)}`;
}

/** Joins the elements of one row, on as many lines as they need. */
function wrap(parts: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : `${line}, ${part}`;
    // one more character follows: a comma or a bracket
    if (line === "" || indent.length + longer.length < LINE) line = longer;
    else {
      lines.push(line);
      line = part;
    }
  }
  return [...lines, line].join(`,\n${indent}`);
}

/** Chooses one notation for all: whole, with decimals, or with exponents. */
export function numberFormat(
  values: readonly number[],
): (value: number) => string {
  const finite = values.filter(Number.isFinite);
  let largest = 0;
  let smallest = Infinity; // apart from zeros
  for (const value of finite) {
    largest = Math.max(largest, Math.abs(value));
    if (value !== 0) smallest = Math.min(smallest, Math.abs(value));
  }
  if (largest < 1e8 && finite.every(Number.isInteger)) return String;

  const exponents = largest >= 1e6 || smallest < Math.fround(1e-4);
  const digits = (value: number, count: number): string =>
    exponents ? value.toExponential(count) : value.toFixed(count);
  let count = 1;
  for (const value of finite) {
    const decimals = digits(value, DIGITS).match(/\.(\d*?)0*(?:e|$)/)?.[1] ??
      "";
    count = Math.max(count, decimals.length);
  }
  return (value) =>
    Number.isFinite(value)
      ? digits(value, count).replace(/(?<=e[+-])(?=\d$)/, "0") // e-5: e-05
      : String(value);
}
