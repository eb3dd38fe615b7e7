/**
 * An error about something that cannot be had here and now, through no fault of
 * what is in it: the base of {@linkcode FileError} and
 * {@linkcode MissingPermissionError}. A program that can do without it catches
 * this one.
 *
 * @example
 * ```ts
 * import { readSafetensors, UnavailableError } from "@cutedl/tensor/file";
 * import { assertEquals } from "@std/assert";
 *
 * async function readIfThere(path: string) {
 *   try {
 *     return await readSafetensors(path);
 *   } catch (error) {
 *     if (error instanceof UnavailableError) return undefined;
 *     throw error;
 *   }
 * }
 *
 * assertEquals(await readIfThere("no/such/file"), undefined);
 * ```
 */
export class UnavailableError extends Error {
  /** Name of the class. */
  override readonly name: string = "UnavailableError";
}
