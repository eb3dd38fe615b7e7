/**
 * Stripes of each module that are packed in turns: the modules are much alike, and
 * a stripe of one and its like of the other are within the reach of DEFLATE.
 */
export const STRIPES = 4;

/** Where a stripe of a module begins; that after the last one, where it ends. */
export function stripeStart(stripe: number, size: number): number {
  return Math.floor(stripe * size / STRIPES);
}
