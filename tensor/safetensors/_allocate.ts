import type { Fail } from "./_fail.ts";

/** Makes an array, or refuses the file for want of memory. */
export function allocate<Elements>(
  type: new (length: number) => Elements,
  length: number,
  { what, fail }: { what: string; fail: Fail },
): Elements {
  try {
    return new type(length);
  } catch (cause) {
    return fail(`memory for ${what}`, "too little", { cause });
  }
}
