import { Random } from "@cutedl/tensor";
import { checkWhole } from "./_check_whole.ts";
import type { SplitOptions } from "./split_options.ts";

const ACTION = "split dataset";

/** Split options, checked, with their defaults. */
export function resolveSplitOptions(
  { validation, seed = 0 }: SplitOptions,
): Required<SplitOptions> {
  checkWhole({ action: ACTION, name: "seed", value: seed, least: 0 });
  const isFraction = validation > 0 && validation < 1;
  if (!isFraction && !(Number.isSafeInteger(validation) && validation > 0)) {
    throw new RangeError(
      `Cannot ${ACTION}: expected validation to be a fraction above 0 and ` +
        `below 1, or a whole number >= 1, received ${validation}`,
    );
  }
  return { validation, seed };
}

/**
 * Draws which of `size` examples are held out.
 *
 * @param labels Class of each example, to take the same share of each class.
 * @returns 1 for each example that is held out, else 0.
 */
export function drawValidation(
  size: number,
  options: SplitOptions,
  labels?: ArrayLike<number>,
): Uint8Array {
  const { validation, seed } = resolveSplitOptions(options);
  const count = validation < 1 ? Math.round(validation * size) : validation;
  if (count < 1 || count >= size) {
    throw new RangeError(
      `Cannot ${ACTION} of ${size} examples: expected at least one in each ` +
        `part, received ${count} for validation`,
    );
  }
  const random = new Random(seed);
  const isHeld = new Uint8Array(size);
  for (const { members, share } of strataOf(size, count, labels)) {
    const order = random.permutation(members?.length ?? size);
    for (const place of order.subarray(0, share)) {
      isHeld[members?.[place] ?? place] = 1;
    }
  }
  return isHeld;
}

/** Examples of which so many are held out; all without `members`. */
interface Stratum {
  readonly members?: readonly number[];
  share: number;
}

/** One stratum, or one for each class with its share of `count`. */
function strataOf(
  size: number,
  count: number,
  labels: ArrayLike<number> | undefined,
): readonly Stratum[] {
  if (labels === undefined) return [{ share: count }];
  const classes = new Map<number, number[]>();
  for (let i = 0; i < size; i++) {
    const members = classes.get(labels[i]!);
    if (members === undefined) classes.set(labels[i]!, [i]);
    else members.push(i);
  }
  const strata = [...classes].map(([label, members]) => {
    if (members.length === 1) {
      throw new RangeError(
        `Cannot ${ACTION}: expected at least two examples of each class, ` +
          `received one of class ${label}: split without stratified`,
      );
    }
    const exact = count * members.length / size;
    const share = Math.floor(exact);
    return { members, share, rest: exact - share };
  });
  let left = count - strata.reduce((sum, { share }) => sum + share, 0);
  for (const stratum of strata.toSorted((a, b) => b.rest - a.rest)) {
    if (left-- > 0) stratum.share++;
  }
  return strata;
}

/** The places at which a mask has a value, in order. */
export function placesOf(mask: Uint8Array, value: number): Uint32Array {
  let count = 0;
  for (const each of mask) if (each === value) count++;
  const places = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === value) places[next++] = i;
  }
  return places;
}
