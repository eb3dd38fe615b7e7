/** What JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** How deep objects may be in each other. */
export const DEPTH_LIMIT = 100;
