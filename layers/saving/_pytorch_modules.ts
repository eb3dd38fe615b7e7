import { formatText } from "@cutedl/tensor";

/**
 * Names of the modules that tensors belong to, in the order of the numbers in
 * them; refuses what numbers do not put in order.
 *
 * @param tensors Names such as `0.weight`, in any order.
 * @param title What errors call the weights.
 */
export function orderModules(
  tensors: Iterable<string>,
  title: string,
): string[] {
  const names = [...tensors].map((name) =>
    name.slice(0, Math.max(0, name.lastIndexOf(".")))
  );
  const modules = [...new Set(names)].sort(compare);
  for (const [i, module] of modules.slice(1).entries()) {
    const before = modules[i]!;
    if (compare(before, module) !== 0 && differByNumber(before, module)) {
      continue;
    }
    throw new RangeError(
      `Cannot load ${title}: expected modules in an order that numbers tell, ` +
        `as in nn.Sequential, received ${formatText(before)} and ` +
        `${formatText(module)}: give the names of all modules that have ` +
        "tensors, in order, as the option modules",
    );
  }
  return modules;
}

/** By the first part that differs: none, numbers by their value, texts. */
function compare(a: string, b: string): number {
  const [x, y] = firstDifference(a, b);
  const order = rank(x) - rank(y);
  if (order !== 0) return order;
  if (isNumber(x)) return Number(x) - Number(y);
  return x < y ? -1 : 1;
}

function rank(part: string): number {
  if (part === "") return 0;
  return isNumber(part) ? 1 : 2;
}

function differByNumber(a: string, b: string): boolean {
  return firstDifference(a, b).every(isNumber);
}

/** The first parts between dots that differ, `""` where there is none. */
function firstDifference(a: string, b: string): [string, string] {
  const [left, right] = [a.split("."), b.split(".")];
  const at = left.findIndex((part, i) => part !== right[i]);
  const i = at < 0 ? left.length : at;
  return [left[i] ?? "", right[i] ?? ""];
}

function isNumber(part: string): boolean {
  return /^\d+$/.test(part);
}
