import { formatShape, ShapeError, sizeOf } from "@cutedl/tensor";
import { checkWeight } from "./_examples.ts";
import type { ShapedArray } from "./array_dataset.ts";

/** Refuses elements that are of another type, or do not fill their shape. */
export function checkFilled(name: string, { data, shape }: ShapedArray): void {
  if (!(data instanceof Uint8Array || data instanceof Float32Array)) {
    const received = (data as object | undefined)?.constructor.name;
    throw new TypeError(
      `Cannot create dataset: expected ${name} as a tensor, or as data and ` +
        `shape, received data of type ${received}: make it a Uint8Array or a ` +
        "Float32Array",
    );
  }
  if (shape.length === 0) {
    throw new ShapeError({
      action: "create dataset",
      name,
      expected: ["size", "..."],
      received: shape,
      remedy: "give an axis of examples",
    });
  }
  if (sizeOf(shape) !== data.length) {
    throw new ShapeError({
      action: "create dataset",
      name: `${name} of shape ${formatShape(shape)} to hold`,
      expected: [sizeOf(shape)],
      received: [data.length],
      remedy: "give as many elements as the shape has places",
    });
  }
}

/** Refuses targets that are not as many as the inputs. */
export function checkCounts(
  inputShape: readonly number[],
  targetShape: readonly number[],
  classes: number | undefined,
): void {
  const [size] = inputShape;
  const expected = classes === undefined
    ? [size!, ...targetShape.slice(1)]
    : [size!];
  if (formatShape(targetShape) !== formatShape(expected)) {
    throw new ShapeError({
      action: "create dataset",
      name: classes === undefined ? "targets" : "labels",
      expected,
      received: targetShape,
      remedy: `give one for each of the ${size} inputs`,
    });
  }
}

/** Refuses weights that are not one for each example, and makes them floats. */
export function readWeights(
  weights: ArrayLike<number> | undefined,
  size: number,
): Float32Array | undefined {
  if (weights === undefined) return undefined;
  if (weights.length !== size) {
    throw new ShapeError({
      action: "create dataset",
      name: "weights",
      expected: [size],
      received: [weights.length],
      remedy: `give one for each of the ${size} inputs`,
    });
  }
  for (let i = 0; i < size; i++) checkWeight(weights[i]!, i);
  return weights instanceof Float32Array ? weights : Float32Array.from(weights);
}

/** Takes a part along the first axis, sharing the memory. */
export function cut(
  { data, shape }: ShapedArray,
  first: number,
  last: number,
): ShapedArray {
  const length = sizeOf(shape.slice(1));
  return {
    data: data.subarray(first * length, last * length),
    shape: shape.with(0, last - first),
  };
}

/**
 * The class of each of some examples: labels as they are, of rows the place of
 * their largest element.
 */
export function classesOf(
  { data, shape }: ShapedArray,
  indices: Uint32Array,
): number[] {
  const [, columns = 1] = shape;
  if (shape.length > 2) {
    throw new ShapeError({
      action: "split dataset by class",
      name: "targets",
      expected: ["size", "classes"],
      received: shape,
      remedy: "split without stratified",
    });
  }
  return Array.from(indices, (row) => {
    if (columns === 1) return data[row]!;
    const values = data.subarray(row * columns, (row + 1) * columns);
    return values.indexOf(Math.max(...values));
  });
}
