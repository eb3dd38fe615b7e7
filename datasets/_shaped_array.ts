import { formatShape, ShapeError, sizeOf } from "@cutedl/tensor";
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
 * The class of each example: labels as they are, of rows the place of their
 * largest element.
 */
export function classesOf({ data, shape }: ShapedArray): ArrayLike<number> {
  const [size, columns = 1] = shape;
  if (shape.length > 2) {
    throw new ShapeError({
      action: "split dataset by class",
      name: "targets",
      expected: ["size", "classes"],
      received: shape,
      remedy: "split without stratified",
    });
  }
  if (columns === 1) return data;
  return Uint32Array.from({ length: size! }, (_, row) => {
    const values = data.subarray(row * columns, (row + 1) * columns);
    return values.indexOf(Math.max(...values));
  });
}
