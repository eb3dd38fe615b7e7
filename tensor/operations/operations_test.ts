/** Every operation against a loop over indices that mirrors its definition. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import * as operations from "../mod.ts";
import { sizeOf, type Tensor, tensor } from "../mod.ts";

/** All index lists of a shape, in row-major order. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (lists, size) =>
      lists.flatMap((list) =>
        Array.from({ length: size }, (_, i) => [...list, i])
      ),
    [[]],
  );
}

/** Element at an index list, by the definition of row-major order. */
function at({ data, shape }: Tensor, index: readonly number[]): number {
  return data[index.reduce((flat, i, axis) => flat * shape[axis]! + i, 0)]!;
}

/** Tensor of a function of the index list. */
function build(
  shape: readonly number[],
  element: (index: number[]) => number,
): Tensor {
  return tensor(Float32Array.from(indices(shape).map(element)), shape);
}

const sizes = fc.integer({ min: 0, max: 5 });
const shapes = fc.array(sizes, { maxLength: 4 });
const elements = fc.float({ noNaN: true, min: -8, max: 8 });
const tensorOf = (shape: readonly number[]): fc.Arbitrary<Tensor> => {
  const size = sizeOf(shape);
  return fc.array(elements, { minLength: size, maxLength: size })
    .map((values) => tensor(Float32Array.from(values), shape));
};
const tensors = shapes.chain(tensorOf);
/** A tensor and an axis of it, from either end. */
const withAxis = fc.array(sizes, { minLength: 1, maxLength: 4 }).chain(
  (shape) =>
    fc.tuple(
      tensorOf(shape),
      fc.integer({ min: -shape.length, max: shape.length - 1 }),
    ),
);
const positive = (axis: number, rank: number): number => (axis + rank) % rank;

/** Two tensors that broadcast: a shape with axes set to 1 or dropped. */
const pairs = shapes.chain((shape) => {
  const part = fc.tuple(
    fc.nat({ max: shape.length }),
    fc.array(fc.boolean(), {
      minLength: shape.length,
      maxLength: shape.length,
    }),
  ).map(([dropped, ones]) =>
    shape.map((size, axis) => ones[axis] ? 1 : size).slice(dropped)
  );
  return fc.tuple(part.chain(tensorOf), part.chain(tensorOf));
});

const arithmetic = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => a / b,
};
for (const [name, combine] of Object.entries(arithmetic)) {
  const operation = operations[name as keyof typeof arithmetic];

  Deno.test(`${name}() broadcasts as its definition by index`, () => {
    fc.assert(fc.property(pairs, ([a, b]) => {
      const rank = Math.max(a.rank, b.rank);
      const shape = Array.from({ length: rank }, (_, axis) => {
        const left = a.shape[axis - rank + a.rank] ?? 1;
        const right = b.shape[axis - rank + b.rank] ?? 1;
        return left === 1 ? right : left;
      });
      const from = (t: Tensor, index: number[]): number =>
        at(
          t,
          t.shape.map((size, axis) =>
            size === 1 ? 0 : index[axis + rank - t.rank]!
          ),
        );
      assertEquals(
        operation(a, b),
        build(shape, (index) => combine(from(a, index), from(b, index))),
      );
    }));
  });

  Deno.test(`${name}() takes a number for every element`, () => {
    fc.assert(fc.property(tensors, elements, (a, b) => {
      const expected = Float32Array.from(a.data, (value) => combine(value, b));
      assertEquals(operation(a, b), tensor(expected, a.shape));
    }));
  });
}

const reductions = {
  sum: (values: number[]) => values.reduce((sum, value) => sum + value, 0),
  mean: (values: number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length,
  max: (values: number[]) => Math.max(...values),
  min: (values: number[]) => Math.min(...values),
};
for (const [name, reduce] of Object.entries(reductions)) {
  const operation = operations[name as keyof typeof reductions];
  const empty = (length: number): boolean => length === 0 && name !== "sum";

  Deno.test(`${name}() over an axis is its definition by index`, () => {
    fc.assert(fc.property(withAxis, ([t, axis]) => {
      const reduced = positive(axis, t.rank);
      fc.pre(!empty(t.shape[reduced]!));
      const expected = build(t.shape.toSpliced(reduced, 1), (index) =>
        reduce(
          Array.from(
            { length: t.shape[reduced]! },
            (_, i) => at(t, index.toSpliced(reduced, 0, i)),
          ),
        ));
      assertEquals(operation(t, { axis }), expected);
      assertEquals(
        operation(t, { axis, keepDimensions: true }),
        expected.reshape(t.shape.with(reduced, 1)),
      );
    }));
  });

  Deno.test(`${name}() over everything is its definition`, () => {
    fc.assert(fc.property(tensors, (t) => {
      fc.pre(!empty(t.size));
      const expected = tensor(reduce([...t.data]));
      assertEquals(operation(t), expected);
      const ones = t.shape.map(() => 1);
      assertEquals(
        operation(t, { keepDimensions: true }),
        expected.reshape(ones),
      );
    }));
  });
}

Deno.test("argmax() finds the first largest along an axis", () => {
  fc.assert(fc.property(withAxis, ([t, axis]) => {
    const searched = positive(axis, t.rank);
    fc.pre(t.shape[searched]! > 0);
    const whole = tensor(t.data.map(Math.round), t.shape); // many equals
    const expected = build(t.shape.toSpliced(searched, 1), (index) => {
      const values = Array.from(
        { length: t.shape[searched]! },
        (_, i) => at(whole, index.toSpliced(searched, 0, i)),
      );
      return values.indexOf(Math.max(...values));
    });
    assertEquals(operations.argmax(whole, { axis }), expected);
  }));
});

Deno.test("transpose() moves every element to its permuted index", () => {
  const cases = tensors.chain((t) => {
    const axes = t.shape.map((_, axis) => axis);
    return fc.tuple(
      fc.constant(t),
      fc.shuffledSubarray(axes, {
        minLength: axes.length,
        maxLength: axes.length,
      }),
    );
  });
  fc.assert(fc.property(cases, ([t, axes]) => {
    const shape = axes.map((axis) => t.shape[axis]!);
    const expected = build(shape, (index) => {
      const source: number[] = [];
      axes.forEach((axis, i) => source[axis] = index[i]!);
      return at(t, source);
    });
    assertEquals(operations.transpose(t, axes), expected);
  }));
});

Deno.test("slice() takes along an axis what Array.prototype.slice takes", () => {
  const bound = fc.option(fc.integer({ min: -7, max: 7 }), { nil: undefined });
  fc.assert(fc.property(withAxis, bound, bound, ([t, axis], start, end) => {
    const cut = positive(axis, t.rank);
    const kept = Array.from({ length: t.shape[cut]! }, (_, i) => i)
      .slice(start, end);
    const expected = build(
      t.shape.with(cut, kept.length),
      (index) => at(t, index.with(cut, kept[index[cut]!]!)),
    );
    const options = {
      axis,
      ...(start !== undefined && { start }),
      ...(end !== undefined && { end }),
    };
    assertEquals(operations.slice(t, options), expected);
  }));
});

Deno.test("concat() puts slices back together", () => {
  const cases = fc.tuple(withAxis, fc.nat({ max: 5 }), fc.nat({ max: 5 }));
  fc.assert(fc.property(cases, ([[t, axis], a, b]) => {
    const [first, second] = [Math.min(a, b), Math.max(a, b)];
    const parts = [
      operations.slice(t, { axis, end: first }),
      operations.slice(t, { axis, start: first, end: second }),
      operations.slice(t, { axis, start: second }),
    ];
    assertEquals(operations.concat(parts, { axis }), t);
  }));
});

Deno.test("matmul() is its definition by index, in every transposition", () => {
  const cases = fc.tuple(sizes, sizes, sizes, fc.boolean(), fc.boolean()).chain(
    ([m, k, n, transposeA, transposeB]) =>
      fc.tuple(
        tensorOf(transposeA ? [k, m] : [m, k]),
        tensorOf(transposeB ? [n, k] : [k, n]),
        fc.record({
          transposeA: fc.constant(transposeA),
          transposeB: fc.constant(transposeB),
          engine: fc.constantFrom("auto", "wasm", "reference"),
        }),
      ),
  );
  fc.assert(fc.property(cases, ([a, b, options]) => {
    const left = options.transposeA ? operations.transpose(a) : a;
    const right = options.transposeB ? operations.transpose(b) : b;
    const shape = [left.shape[0]!, right.shape[1]!];
    const product = operations.matmul(a, b, options);
    assertEquals(product.shape, shape);
    indices(shape).forEach(([i = 0, j = 0], flat) => {
      let expected = 0;
      for (let p = 0; p < left.shape[1]!; p++) {
        expected += at(left, [i, p]) * at(right, [p, j]);
      }
      assertAlmostEquals(product.data[flat]!, expected, 5e-4); // of up to 320
    });
  }));
});

Deno.test("softmax() and logSoftmax() are their definitions", () => {
  fc.assert(fc.property(tensors, (t) => {
    const probabilities = operations.softmax(t);
    const logarithms = operations.logSoftmax(t);
    assertEquals([probabilities.shape, logarithms.shape], [t.shape, t.shape]);
    const columns = t.shape.at(-1) ?? 1;
    t.data.forEach((z, i) => {
      const start = i - i % columns;
      let sum = 0;
      for (let j = start; j < start + columns; j++) sum += Math.exp(t.data[j]!);
      const p = Math.exp(z) / sum;
      assertAlmostEquals(probabilities.data[i]!, p, 1e-7);
      assertAlmostEquals(logarithms.data[i]!, Math.log(p), 3e-6);
    });
  }));
});

Deno.test("Operations give new ordinary tensors and leave their inputs alone", () => {
  const matrix = tensor([[1, 2], [3, 4]]);
  const before = matrix.clone();
  const results: Tensor[] = [
    operations.add(matrix, matrix),
    operations.add(matrix, 0),
    operations.subtract(matrix, 0),
    operations.multiply(matrix, 1),
    operations.divide(matrix, 1),
    operations.scale(matrix, 1),
    operations.sum(matrix, { axis: 0 }),
    operations.sum(tensor(matrix.data.subarray(0, 1), [])),
    operations.max(matrix.reshape([4, 1]), { axis: 1 }),
    operations.transpose(matrix, [0, 1]),
    operations.transpose(matrix.reshape([4])),
    operations.softmax(matrix),
    operations.logSoftmax(matrix),
    operations.concat([matrix]),
    operations.slice(matrix),
    operations.matmul(matrix, matrix),
    operations.argmax(matrix),
  ];
  for (const result of results) {
    assertEquals(result.data.buffer === matrix.data.buffer, false);
    assertEquals(result.data.buffer instanceof ArrayBuffer, true);
    result.data.fill(-1);
  }
  assertEquals(matrix, before);
});
