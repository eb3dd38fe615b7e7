import { assertShape, ShapeError, type Tensor } from "@cutedl/tensor";
import type { MatrixSize } from "@cutedl/tensor/engine";

/**
 * Refuses predictions without a batch or without elements.
 *
 * @returns Rows of the batch, and elements in each.
 */
export function checkBatch(
  { shape, size }: Tensor,
  action: string,
): MatrixSize {
  const [rows] = shape;
  if (rows === undefined) {
    throw new ShapeError({
      action,
      name: "predictions",
      expected: ["batch", "outputs"],
      received: shape,
      remedy: "a single one is predictions.reshape([1, 1])",
    });
  }
  if (size === 0) {
    throw new ShapeError({
      action,
      name: "predictions",
      expected: shape.map((length) => length === 0 ? "at least 1" : length),
      received: shape,
      remedy: "leave empty batches out",
    });
  }
  return { rows, columns: size / rows };
}

/**
 * Refuses predictions other than `[batch, classes]`, with two classes or more.
 *
 * @returns Rows of the batch, and classes.
 */
export function checkClasses(predictions: Tensor, action: string): MatrixSize {
  const { shape, rank } = predictions;
  if (rank !== 2 && predictions.size > 0) {
    const classes = shape.at(-1) ?? 1;
    const rows = `[${predictions.size / classes}, ${classes}]`;
    assertShape(predictions, ["batch", "classes"], {
      name: "predictions",
      action,
      remedy: `one row for each is predictions.reshape(${rows})`,
    });
  }
  const size = checkBatch(predictions, action);
  if (size.columns > 1) return size;
  throw new ShapeError({
    action,
    name: "predictions",
    expected: ["batch", "at least 2"],
    received: shape,
    remedy: "for one output, no or yes, use BinaryCrossentropy",
  });
}

/** Words of an error about a value. */
export interface ValueWords {
  /** What is attempted, to follow "Cannot". */
  action: string;
  /** What is expected, such as `targets from 0 to 1`. */
  expected: string;
  /** How to mend it. */
  remedy: string;
}

/** Words of an error about a target, and which targets are good. */
export interface TargetRange extends ValueWords {
  /** Smallest good target. */
  low: number;
  /** Largest good target. */
  high: number;
}

/**
 * Refuses targets outside a range.
 *
 * @throws {RangeError} Naming the row.
 */
export function checkTargets(
  { data }: Tensor,
  { columns }: MatrixSize,
  range: TargetRange,
): void {
  const { low, high } = range;
  for (let i = 0; i < data.length; i++) {
    const target = data[i]!;
    if (!(target >= low && target <= high)) { // also refuses NaN
      throw rangeError(target, i, columns, range);
    }
  }
}

/** An error about the element at `index` of a matrix. */
export function rangeError(
  received: number,
  index: number,
  columns: number,
  { action, expected, remedy }: ValueWords,
): RangeError {
  const row = Math.floor(index / columns);
  const column = columns === 1 ? "" : `, column ${index % columns}`;
  return new RangeError(
    `Cannot ${action}: expected ${expected}, received ${received} ` +
      `in row ${row}${column}: ${remedy}`,
  );
}
