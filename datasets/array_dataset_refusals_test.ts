import { assertThrows } from "@std/assert";
import { ShapeError, tensor, zeros } from "@cutedl/tensor";
import { ArrayDataset } from "./array_dataset.ts";
import type { BatchOptions } from "./dataset.ts";

Deno.test("ArrayDataset refuses targets of another count, naming both", () => {
  assertThrows(
    () => new ArrayDataset(zeros([3, 2]), zeros([4, 2])),
    ShapeError,
    "Cannot create dataset: expected targets [3, 2], received [4, 2]: give " +
      "one for each of the 3 inputs",
  );
  assertThrows(
    () => new ArrayDataset(zeros([3, 2]), new Uint8Array(2), { classes: 2 }),
    ShapeError,
    "expected labels [3], received [2]",
  );
  assertThrows(
    () => new ArrayDataset(zeros([3, 2]), zeros([3, 2]), { classes: 2 }),
    ShapeError,
    "expected labels [3], received [3, 2]",
  );
  assertThrows(() => new ArrayDataset(zeros([3]), tensor(1)), ShapeError);
});

Deno.test("ArrayDataset refuses elements that do not fill their shape", () => {
  for (const type of [Uint8Array, Float32Array]) {
    for (const length of [0, 5, 7]) {
      const given = { data: new type(length), shape: [2, 3] };
      const message = "of shape [2, 3] to hold [6], received " +
        `[${length}]: give as many elements as the shape has places`;
      assertThrows(
        () => new ArrayDataset(given, zeros([2])),
        ShapeError,
        `Cannot create dataset: expected inputs ${message}`,
      );
      assertThrows(
        () => new ArrayDataset(zeros([2]), given),
        ShapeError,
        `Cannot create dataset: expected targets ${message}`,
      );
    }
  }
  const scalar = { data: new Uint8Array(1), shape: [] };
  assertThrows(
    () => new ArrayDataset(scalar, zeros([1])),
    ShapeError,
    "Cannot create dataset: expected inputs [size, ...], received []: give " +
      "an axis of examples",
  );
});

Deno.test("ArrayDataset refuses elements of another type", () => {
  const cases: [unknown, string][] = [
    [new Float64Array(2), "Float64Array"],
    [new Uint8ClampedArray(2), "Uint8ClampedArray"],
    [[0, 1], "Array"],
    [undefined, "undefined"],
  ];
  for (const [data, name] of cases) {
    const given = { data: data as Uint8Array, shape: [2] };
    for (
      const [inputs, targets] of [[given, zeros([2])], [zeros([2]), given]]
    ) {
      assertThrows(
        () => new ArrayDataset(inputs!, targets!),
        TypeError,
        `as data and shape, received data of type ${name}: make it a ` +
          "Uint8Array or a Float32Array",
      );
    }
  }
});

Deno.test("ArrayDataset refuses labels that are no class", () => {
  for (const [label, i] of [[3, 0], [-1, 1], [0.5, 2], [NaN, 2]] as const) {
    const labels = tensor([0, 0, 0]);
    labels.data[i] = label;
    assertThrows(
      () => new ArrayDataset(zeros([3]), labels, { classes: 3 }),
      RangeError,
      `Cannot use label ${label} of example ${i}: expected a whole number ` +
        "from 0 to 2 for 3 classes",
    );
  }
});

Deno.test("ArrayDataset refuses senseless options", () => {
  for (const classes of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => new ArrayDataset(zeros([1]), zeros([1]), { classes }),
      RangeError,
      `expected classes to be a whole number >= 1, received ${classes}`,
    );
  }
  for (const scale of [NaN, Infinity]) {
    assertThrows(
      () => new ArrayDataset(zeros([1]), zeros([1]), { scale }),
      RangeError,
      `expected a finite scale, received ${scale}`,
    );
  }
});

Deno.test("ArrayDataset.batches() refuses senseless options at once", () => {
  const data = new ArrayDataset(zeros([10]), zeros([10]));
  const options: [BatchOptions, string][] = [
    [{ batchSize: 0 }, "expected batchSize to be a whole number >= 1"],
    [{ batchSize: 2.5 }, "received 2.5"],
    [{ batchSize: NaN }, "received NaN"],
    [{ batchSize: Infinity }, "received Infinity"],
    [{ seed: -1 }, "expected seed to be a whole number >= 0, received -1"],
    [{ epoch: 0.5 }, "expected epoch to be a whole number >= 0"],
    [{ start: -1 }, "expected start to be a whole number >= 0"],
    [
      { batchSize: 5, start: 3 },
      "expected start <= 2, the number of batches, received 3",
    ],
    [{ batchSize: 4, start: 3, dropLast: true }, "expected start <= 2"],
  ];
  for (const [bad, message] of options) {
    assertThrows(
      () => data.batches(bad),
      RangeError,
      `Cannot make batches: `,
    );
    assertThrows(() => data.batches(bad), RangeError, message);
  }
});
