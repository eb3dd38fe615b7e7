/** How deep objects may be in each other. */
export const DEPTH_LIMIT = 100;

/** What JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | JsonObject;

/** An object that JSON can say. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Whether it is an object and no array. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
