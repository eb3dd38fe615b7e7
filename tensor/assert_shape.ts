/**
 * The check of a shape at the edge of a function.
 *
 * @module
 */
import { type Dimension, ShapeError } from "./shape_error.ts";
import { sizeOf, type Tensor } from "./tensor.ts";

/** What an error of {@linkcode assertShape} says. */
export interface AssertShapeOptions {
  /** Name of the value, such as `targets`. */
  name: string;
  /** What is attempted, to follow "Cannot", such as `compute Huber loss`. */
  action: string;
  /** How to mend it; by default the reshaping that fits, if there is one. */
  remedy?: string;
}

/**
 * Asserts that a tensor has a shape, with an error that repairs the mistake.
 *
 * @param received The tensor to check.
 * @param expected Its shape; a string such as `"batch"` stands for any size.
 * @param options What the error says.
 * @throws {ShapeError} If the shapes differ.
 *
 * @example The error offers the reshaping that fits
 * ```ts
 * import { assertShape, ShapeError, zeros } from "@cutedl/tensor";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(
 *   () =>
 *     assertShape(zeros([32, 28, 28]), ["batch", 784], {
 *       name: "inputs",
 *       action: "apply dense layer",
 *     }),
 *   ShapeError,
 *   "Cannot apply dense layer: expected inputs [batch, 784], received " +
 *     "[32, 28, 28]: flatten them with inputs.reshape([32, 784])",
 * );
 * ```
 */
export function assertShape(
  received: Tensor,
  expected: readonly Dimension[],
  options: AssertShapeOptions,
): void {
  const shape = received.shape;
  let fits = shape.length === expected.length;
  for (let axis = 0; fits && axis < shape.length; axis++) {
    const size = expected[axis];
    fits = typeof size === "string" || size === shape[axis];
  }
  if (fits) return;
  throw new ShapeError({
    ...options,
    expected,
    received: shape,
    remedy: options.remedy ?? reshaping(options.name, shape, expected),
  });
}

/**
 * Names the reshaping that keeps the first axis (or splits a flat tensor) and
 * fits, if there is one: any other would shuffle the elements.
 */
function reshaping(
  name: string,
  shape: readonly number[],
  expected: readonly Dimension[],
): string | undefined {
  const [first, ...rest] = expected;
  const batch = typeof first === "string" ? shape[0] ?? 1 : first;
  if (batch === undefined) return undefined;
  const keeps = shape.length <= 1 || shape[0] === batch;
  const wanted = [batch];
  for (const size of rest) {
    if (typeof size === "string") return undefined;
    wanted.push(size);
  }
  if (keeps && sizeOf(wanted) === sizeOf(shape) && sizeOf(shape) > 0) {
    const verb = shape.length > wanted.length ? "flatten" : "reshape";
    return `${verb} them with ${name}.reshape([${wanted.join(", ")}])`;
  }
  const one = sizeOf(shape);
  if (typeof first === "string" && one === sizeOf(wanted.with(0, 1))) {
    return `a single one is ${name}.reshape([${wanted.with(0, 1).join(", ")}])`;
  }
  return undefined;
}
