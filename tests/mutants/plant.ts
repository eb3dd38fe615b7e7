import type { Mutant } from "./mutant.ts";

/**
 * Plants a fault in the text of its source.
 *
 * @throws {RangeError} If its place is not there once.
 */
export function plant(source: string, { file, from, to }: Mutant): string {
  const count = source.split(from).length - 1;
  if (count === 1 && from !== to) return source.replace(from, () => to);
  throw new RangeError(
    `Cannot plant a fault in ${file}: expected one ${JSON.stringify(from)}, ` +
      `received ${count}: adapt tests/mutants to the source`,
  );
}
