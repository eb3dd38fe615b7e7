import { zeros } from "../creation.ts";
import { formatShape, ShapeError } from "../shape_error.ts";
import { sizeOf, Tensor } from "../tensor.ts";

/** Two operands spread to one shape, and a new tensor of it to fill. */
export interface Operands {
  /** Elements of the first operand. */
  left: Float32Array;
  /** As many elements of the second operand. */
  right: Float32Array;
  /** Tensor of zeros for the results. */
  outputs: Tensor;
}

/**
 * Brings two operands to one shape by numpy's rules.
 *
 * @throws {ShapeError} If there is none.
 */
export function broadcast(
  a: Tensor,
  b: Tensor | number,
  action: string,
): Operands {
  const second = typeof b === "number" ? new Tensor(Float32Array.of(b), []) : b;
  const shape = commonShape(a, second, action);
  return {
    left: spread(a, shape),
    right: spread(second, shape),
    outputs: zeros(shape),
  };
}

/** Aligns the shapes at their last axes; sizes agree, or one of them is 1. */
function commonShape(a: Tensor, b: Tensor, action: string): number[] {
  const rank = Math.max(a.rank, b.rank);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a.shape[axis - rank + a.rank] ?? 1;
    const right = b.shape[axis - rank + b.rank] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError({
        action,
        name: "b that broadcasts with",
        expected: a.shape,
        received: b.shape,
        remedy: remedy(a.shape, b.shape),
      });
    }
    return left === 1 ? right : left;
  });
}

function remedy(
  a: readonly number[],
  b: readonly number[],
): string | undefined {
  if (b.length < a.length && b.every((size, axis) => size === a[axis])) {
    const ones = Array<number>(a.length - b.length).fill(1);
    return `align it at the first axis with b.reshape(${
      formatShape([...b, ...ones])
    })`;
  }
  if (b.length === a.length && b.every((size, i) => size === a.at(-1 - i))) {
    return "turn it with transpose(b)";
  }
  return undefined;
}

/** Elements of `source` repeated to fill `shape`; themselves where they do. */
function spread(source: Tensor, shape: readonly number[]): Float32Array {
  const size = sizeOf(shape);
  if (source.size === size) return source.data; // added axes all have size 1
  const { data } = zeros(shape);
  if (size === 0) return data;
  const added = shape.length - source.rank;
  /** Spreads `given` elements, the axes from `axis` on, to `wanted`. */
  const fill = (
    axis: number,
    from: number,
    given: number,
    to: number,
    wanted: number,
  ): void => {
    if (given === 1) {
      data.fill(source.data[from]!, to, to + wanted);
    } else if (given === wanted) {
      data.set(source.data.subarray(from, from + given), to);
    } else {
      const repeats = shape[axis]!;
      const length = source.shape[axis - added] ?? 1;
      const [block, spreadBlock] = [given / length, wanted / repeats];
      for (let i = 0; i < length; i++) {
        fill(
          axis + 1,
          from + i * block,
          block,
          to + i * spreadBlock,
          spreadBlock,
        );
      }
      for (let i = length; i < repeats; i++) { // then length is 1
        data.copyWithin(to + i * spreadBlock, to, to + spreadBlock);
      }
    }
  };
  fill(0, 0, source.size, 0, size);
  return data;
}
