/**
 * Plain data that a saved session can hold.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";

/**
 * Plain data that a saved session can hold: what JSON can say, tensors, and any
 * number. Numbers and tensors come back to the bit.
 */
export type StateValue =
  | null
  | boolean
  | number
  | string
  | Tensor
  | readonly StateValue[]
  | StateObject;

/** An object of plain data; members that are `undefined` are left out. */
export interface StateObject {
  /** Members by name. */
  readonly [name: string]: StateValue | undefined;
}
