import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { assertClose } from "../../tests/assert_close.ts";
import { blasEngines } from "../../tests/blas_engine.ts";
import { randomTensor } from "../creation.ts";
import type { Engine, MatrixSize } from "./engine.ts";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

/** Every engine, held to the reference. */
export const engines: readonly Engine[] = [
  new WasmEngine({ relaxedSimd: true }),
  new WasmEngine({ relaxedSimd: false }),
  ...blasEngines,
];

/** Half a unit in the last place of 1: the relative error of one rounding. */
export const ROUNDING = 2 ** -24;

export const seeds: fc.Arbitrary<number> = fc.nat(2 ** 31);

/** Tiles are 6 × 8, vectors 4 wide: most sizes near them, some far. */
export const sizes: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.integer({ min: 1, max: 150 }),
);

export const matrices: fc.Arbitrary<MatrixSize> = fc
  .record({ rows: sizes, columns: sizes });

export function values(length: number, seed: number, high = 1): Float32Array {
  return randomTensor([length], { seed, low: -high, high }).data;
}

/** Rows of 0.9 and, from there on, 0.2: their float32 sums drift to one side. */
export function steppedRows({ rows, columns }: MatrixSize): Float32Array {
  return new Float32Array(rows * columns).fill(0.2)
    .map((logit, i) => i % columns === 0 ? 0.9 : logit);
}

/** Roundings of the sum of a row: those of a lane over blocks of 256 columns. */
export function sumRoundings(columns: number): number {
  return Math.min(columns, 256) / 4;
}

/** Where arrays lie: array i in the engine's memory if bit i is set. */
export const places: fc.Arbitrary<number> = fc.nat(15);
export const INSIDE = 15;

const GUARD = 17; // elements on each side; odd, so that nothing is aligned
const MARK = 0x7fc0dead; // a NaN: reading it shows, too

/** Arrays for one kernel, each between guards that it must not touch. */
export class GuardedArrays {
  readonly #engine: Engine;
  readonly #places: number;
  readonly #wholes: Float32Array[] = [];
  readonly #inputs: { array: Float32Array; before: Float32Array }[] = [];

  constructor(engine: Engine, places: number) {
    this.#engine = engine;
    this.#places = places;
  }

  /** Makes an array that the kernel may change. */
  output(elements: Float32Array): Float32Array {
    const length = elements.length + 2 * GUARD;
    const inside = this.#places >> this.#wholes.length & 1;
    const whole = inside
      ? this.#engine.allocate(length)
      : new Float32Array(length);
    bitsOf(whole).fill(MARK);
    this.#wholes.push(whole);
    const array = whole.subarray(GUARD, length - GUARD);
    array.set(elements);
    return array;
  }

  /** Makes an array that the kernel must leave as it is. */
  input(elements: Float32Array): Float32Array {
    const array = this.output(elements);
    this.#inputs.push({ array, before: array.slice() });
    return array;
  }

  /** Asserts that guards and inputs are as they were. */
  assertIntact(): void {
    for (const whole of this.#wholes) {
      const bits = bitsOf(whole);
      const guards = [...bits.slice(0, GUARD), ...bits.slice(-GUARD)];
      assert(guards.every((word) => word === MARK), "A guard was overwritten");
    }
    for (const { array, before } of this.#inputs) assertEquals(array, before);
  }
}

function bitsOf(array: Float32Array): Uint32Array {
  return new Uint32Array(array.buffer, array.byteOffset, array.length);
}

/** A kernel, and how far it may be from the reference. */
export interface KernelCase<Size> {
  name: string;
  sizes: fc.Arbitrary<Size>;
  /** Number of sizes to try; default 100. */
  runs?: number;
  /** What it reads. */
  inputs(size: Size, seed: number): Float32Array[];
  /** Number of elements that it writes. */
  outputs(size: Size): number;
  /** Runs it; may give a number, too. */
  run(
    engine: Engine,
    inputs: Float32Array[],
    outputs: Float32Array,
    size: Size,
  ): number | void;
  /** Largest error of an element, and of the number. */
  allowed(
    size: Size,
    inputs: Float32Array[],
  ): { element: number; number?: number };
  /** The input that may be the output itself. */
  inPlace?: number;
}

/**
 * Tests on every engine that a kernel agrees with the reference wherever its
 * arrays lie, touches nothing else, gives back the memory it borrows, and gives
 * the same in place.
 */
export function testKernel<Size>(kernel: KernelCase<Size>): void {
  const { run, inPlace, runs: numRuns = 100 } = kernel;
  for (const engine of engines) {
    Deno.test(`${engine.description}: ${kernel.name} agrees with the reference and touches nothing else`, () => {
      fc.assert(
        fc.property(kernel.sizes, seeds, places, (size, seed, places) => {
          const inputs = kernel.inputs(size, seed);
          const expected = new Float32Array(kernel.outputs(size));
          const number = run(reference, inputs, expected, size);
          const allowed = kernel.allowed(size, inputs);

          const arrays = new GuardedArrays(engine, places);
          const outputs = arrays.output(values(expected.length, 9)); // stale
          const given = inputs.map((input) => arrays.input(input));
          const received = run(engine, given, outputs, size);
          assertClose(outputs, expected, { absolute: allowed.element });
          if (number !== undefined) {
            assertClose([received!], [number], { absolute: allowed.number! });
          }
          arrays.assertIntact();

          const { bytesInUse } = engine;
          run(engine, given, outputs, size);
          assertEquals(engine.bytesInUse, bytesInUse);

          if (inPlace === undefined) return;
          const others = new GuardedArrays(engine, places);
          const both = others.output(inputs[inPlace]!);
          const withBoth = inputs
            .map((input, i) => i === inPlace ? both : others.input(input));
          run(engine, withBoth, both, size);
          assertEquals(both, outputs);
          others.assertIntact();
        }),
        { numRuns },
      );
    });
  }
}
