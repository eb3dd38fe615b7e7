import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { assertStrictEquals, assertThrows } from "@std/assert";
import {
  FreshWorkspace,
  oneHot,
  Random,
  randomTensor,
  ReusedWorkspace,
  ShapeError,
  softmax,
  type Tensor,
  tensor,
  zeros,
} from "@cutedl/tensor";
import type { EngineName } from "@cutedl/tensor/engine";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  type Loss,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from "./mod.ts";

const engines: EngineName[] = ["reference", "wasm"];

/** A loss, good arguments for it, and its definition in float64. */
interface Case {
  name: string;
  loss: Loss;
  predictions: Tensor;
  targets: Tensor;
  weights?: Tensor;
  value(predictions: number[][], targets: number[][]): number;
}

const random = new Random(1);
const [rows, columns] = [5, 7];
const logits = tensor(
  Array.from(
    { length: rows },
    () => Array.from({ length: columns }, () => random.normal(0, 2)),
  ),
);
const probabilities = softmax(randomTensor([rows, columns], { seed: 2 }));
const chances = randomTensor([rows, columns], { seed: 3, low: 0.2, high: 0.8 });
/** Weights whose rows sum to anything; the second row is all zeros. */
const weights = randomTensor([rows, columns], { seed: 4, low: 0, high: 0.5 });
weights.data.fill(0, columns, 2 * columns);
const labels = tensor([3, 0, 6, 6, 1]);

const rowSoftmax = (row: number[]): number[] => {
  const sum = row.reduce((sum, z) => sum + Math.exp(z), 0);
  return row.map((z) => Math.exp(z) / sum);
};
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const categorical = (p: number[][], y: number[][]): number =>
  -meanRow(p, y, (p, y) => y * Math.log(p));
const binary = (p: number[][], y: number[][]): number =>
  -meanRow(p, y, (p, y) => y * Math.log(p) + (1 - y) * Math.log(1 - p));
function meanRow(
  p: number[][],
  y: number[][],
  term: (p: number, y: number) => number,
): number {
  let sum = 0;
  p.forEach((row, i) => row.forEach((p, j) => sum += term(p, y[i]![j]!)));
  return sum / p.length;
}
/** How much each row counts; their sum is not the number of rows. */
const rowWeights = tensor([0.5, 3, 1, 0, 2]);
/** A mean over the rows that weighs each of them. */
const weighted =
  (mean: (p: number[][], y: number[][]) => number) =>
  (p: number[][], y: number[][]): number => {
    const sum = p.reduce(
      (sum, row, i) => sum + rowWeights.data[i]! * mean([row], [y[i]!]),
      0,
    );
    return sum / p.length;
  };
const smoothed = (y: number[][]): number[][] =>
  y.map((row) => row.map((y) => y * (1 - 0.1) + 0.1 / row.length));
const encoded = (labels: number[][]): number[][] =>
  oneHot(labels.flat(), columns).toArray() as number[][];

const cases: Case[] = [
  {
    name: "CategoricalCrossentropy",
    loss: new CategoricalCrossentropy(),
    predictions: logits,
    targets: weights,
    value: (z, y) => categorical(z.map(rowSoftmax), y),
  },
  {
    name: "CategoricalCrossentropy({ fromLogits: false })",
    loss: new CategoricalCrossentropy({ fromLogits: false }),
    predictions: probabilities,
    targets: weights,
    value: categorical,
  },
  {
    name: "SparseCategoricalCrossentropy",
    loss: new SparseCategoricalCrossentropy(),
    predictions: logits,
    targets: labels.reshape([rows, 1]),
    value: (z, y) => categorical(z.map(rowSoftmax), encoded(y)),
  },
  {
    name: "SparseCategoricalCrossentropy({ fromLogits: false })",
    loss: new SparseCategoricalCrossentropy({ fromLogits: false }),
    predictions: probabilities,
    targets: labels.reshape([rows, 1]),
    value: (p, y) => categorical(p, encoded(y)),
  },
  {
    name: "BinaryCrossentropy",
    loss: new BinaryCrossentropy(),
    predictions: logits,
    targets: weights,
    value: (z, y) => binary(z.map((row) => row.map(sigmoid)), y),
  },
  {
    name: "BinaryCrossentropy({ fromLogits: false })",
    loss: new BinaryCrossentropy({ fromLogits: false }),
    predictions: chances,
    targets: weights,
    value: binary,
  },
  {
    name: "MeanSquaredError",
    loss: new MeanSquaredError(),
    predictions: logits,
    targets: randomTensor([rows, columns], { seed: 5, low: -3, high: 3 }),
    value: (p, y) => meanRow(p, y, (p, y) => (p - y) ** 2 / 2),
  },
];

const smoothing = { labelSmoothing: 0.1 };
const plainCases = cases.length;
cases.push(
  {
    name: "CategoricalCrossentropy({ labelSmoothing })",
    loss: new CategoricalCrossentropy(smoothing),
    predictions: logits,
    targets: weights,
    value: (z, y) => categorical(z.map(rowSoftmax), smoothed(y)),
  },
  {
    name: "CategoricalCrossentropy({ fromLogits: false, labelSmoothing })",
    loss: new CategoricalCrossentropy({ fromLogits: false, ...smoothing }),
    predictions: probabilities,
    targets: weights,
    value: (p, y) => categorical(p, smoothed(y)),
  },
  {
    name: "SparseCategoricalCrossentropy({ labelSmoothing })",
    loss: new SparseCategoricalCrossentropy(smoothing),
    predictions: logits,
    targets: labels,
    value: (z, y) => categorical(z.map(rowSoftmax), smoothed(encoded(y))),
  },
  {
    name:
      "SparseCategoricalCrossentropy({ fromLogits: false, labelSmoothing })",
    loss: new SparseCategoricalCrossentropy({
      fromLogits: false,
      ...smoothing,
    }),
    predictions: probabilities,
    targets: labels,
    value: (p, y) => categorical(p, smoothed(encoded(y))),
  },
);
cases.push(...cases.map((plain) => ({
  ...plain,
  name: `${plain.name} with weights`,
  weights: rowWeights,
  value: weighted(plain.value),
})));

for (const { name, loss, predictions, targets, value, weights } of cases) {
  const options = weights ? { weights } : {};

  for (const engine of engines) {
    const workspace = new FreshWorkspace(engine);

    Deno.test(`${name} is its definition in float64 (${engine})`, () => {
      const expected = value(
        predictions.toArray() as number[][],
        targets.toArray() as number[][],
      );
      const result = loss.compute(predictions, targets, {
        workspace,
        ...options,
      });
      assertAlmostEquals(result.value, expected, 1e-6 * Math.abs(expected));
    });

    Deno.test(`${name} has the gradient of central differences (${engine})`, () => {
      const { gradient } = loss.compute(predictions, targets, {
        workspace,
        ...options,
      });
      assertEquals(gradient.shape, predictions.shape);
      for (let i = 0; i < predictions.size; i++) {
        const step = 2 ** -8;
        const [above, below] = [predictions.clone(), predictions.clone()];
        above.data[i]! += step;
        below.data[i]! -= step;
        const difference = value(
          above.toArray() as number[][],
          targets.toArray() as number[][],
        ) - value(
          below.toArray() as number[][],
          targets.toArray() as number[][],
        );
        const slope = difference / (above.data[i]! - below.data[i]!);
        assertAlmostEquals(
          gradient.data[i]!,
          slope,
          1e-5 + 5e-3 * Math.abs(slope),
          `element ${i}`,
        );
      }
    });

    Deno.test(`${name} computes the same again into a reused workspace (${engine})`, () => {
      const workspace = new ReusedWorkspace(engine);
      const first = loss.compute(predictions, targets, {
        workspace,
        ...options,
      });
      const kept = first.gradient.clone();
      first.gradient.data.fill(NaN); // whatever was left there does not matter
      const second = loss.compute(predictions, targets, {
        workspace,
        ...options,
      });
      assertStrictEquals(second.gradient.data, first.gradient.data);
      assertEquals(second.gradient.toArray(), kept.toArray());
      assertEquals(second.value, first.value);
    });
  }

  Deno.test(`${name} leaves predictions and targets unchanged`, () => {
    const [before, wanted] = [predictions.clone(), targets.clone()];
    const counted = weights?.clone();
    loss.compute(predictions, targets, options);
    assertEquals(predictions, before);
    assertEquals(targets, wanted);
    assertEquals(weights, counted);
  });

  Deno.test(`${name} gives a new gradient each time without a workspace`, () => {
    const first = loss.compute(predictions, targets, options).gradient;
    const second = loss.compute(predictions, targets, options).gradient;
    assert(first.data.buffer !== second.data.buffer);
  });

  Deno.test(`${name} counts every row in the mean`, () => {
    const half = loss.compute(
      predictions.reshape([rows, columns]),
      targets,
      options,
    );
    const twice = (t: Tensor): Tensor =>
      tensor(
        Float32Array.of(...t.data, ...t.data),
        t.shape.with(0, 2 * rows),
      );
    const whole = loss.compute(twice(predictions), twice(targets), {
      ...(weights && { weights: twice(weights) }),
    });
    assertAlmostEquals(whole.value, half.value, 1e-6);
    assertAlmostEquals(
      whole.gradient.data[3]!,
      half.gradient.data[3]! / 2,
      1e-7,
    );
  });

  for (const bad of [NaN, Infinity, -Infinity]) {
    Deno.test(`${name} of a prediction ${bad} is not finite, and no error`, () => {
      const diverged = predictions.clone();
      diverged.data[2 * columns + 6] = bad; // row 2 is of class 6
      const { value } = loss.compute(diverged, targets, options);
      assert(!Number.isFinite(value), `value ${value}`);
    });
  }

  Deno.test(`${name} finds a bad target wherever it is`, () => {
    for (const place of places(targets)) {
      const bad = targets.clone();
      bad.data[place] = NaN; // no target of any loss
      const perRow = targets.size / rows;
      const column = perRow === 1 ? "" : `, column ${place % perRow}`;
      assertThrows(
        () => loss.compute(predictions, bad, options),
        RangeError,
        `received NaN in row ${Math.floor(place / perRow)}${column}: `,
      );
    }
  });

  if (loss.predictions === "probabilities") {
    Deno.test(`${name} finds what is no probability wherever it is`, () => {
      for (const place of places(predictions)) {
        for (const value of [-0.5, 2]) {
          const bad = predictions.clone();
          bad.data[place] = value;
          assertThrows(
            () => loss.compute(bad, targets, options),
            RangeError,
            `received ${value} in row ${Math.floor(place / columns)}, column ` +
              `${place % columns}: `,
          );
        }
      }
    });
  }

  for (const weight of [-0.5, NaN, Infinity]) {
    Deno.test(`${name} refuses a weight of ${weight}`, () => {
      assertThrows(
        () =>
          loss.compute(predictions, targets, {
            weights: tensor([1, 1, 1, weight, 1]),
          }),
        RangeError,
        `expected finite weights >= 0, received ${weight} in row 3: give each ` +
          "row how much it counts, 0 to leave it out",
      );
    });
  }

  Deno.test(`${name} refuses weights that are not one for each row`, () => {
    for (const [shape, shown] of [[[4], "[4]"], [[5, 7], "[5, 7]"]] as const) {
      assertThrows(
        () => loss.compute(predictions, targets, { weights: zeros(shape) }),
        ShapeError,
        `expected weights [5], received ${shown}: give one for each row`,
      );
    }
  });

  Deno.test(`${name} with weights of 1 is the same as without, of 0 nothing`, () => {
    const plain = loss.compute(predictions, targets);
    const ones = loss.compute(predictions, targets, {
      weights: tensor([1, 1, 1, 1, 1]),
    });
    assertAlmostEquals(ones.value, plain.value, 1e-6);
    ones.gradient.data.forEach((value, i) =>
      assertAlmostEquals(value, plain.gradient.data[i]!, 1e-6)
    );
    const none = loss.compute(predictions, targets, { weights: zeros([5]) });
    assertEquals(none.value + 0, 0);
    assertEquals(none.gradient.data.every((value) => value === 0), true);
  });

  Deno.test(`${name} refuses an empty batch`, () => {
    const empty = zeros(loss.targets === "labels" ? [0] : [0, 7]);
    const error = assertThrows(
      () => loss.compute(zeros([0, 7]), empty),
      ShapeError,
      "expected predictions [at least 1, 7], received [0, 7]: " +
        "leave empty batches out",
    );
    assertEquals(error.received, [0, 7]);
  });
}

/** The first element, one in the middle, and the last one. */
function places({ size }: Tensor): number[] {
  return [0, Math.floor(size / 2), size - 1];
}

Deno.test("Losses tell what predictions and targets mean to them", () => {
  assertEquals(
    cases.slice(0, plainCases).map((
      { loss },
    ) => [loss.name, loss.predictions, loss.targets]),
    [
      ["categoricalCrossentropy", "logits", "oneHot"],
      ["categoricalCrossentropy", "probabilities", "oneHot"],
      ["sparseCategoricalCrossentropy", "logits", "labels"],
      ["sparseCategoricalCrossentropy", "probabilities", "labels"],
      ["binaryCrossentropy", "logits", "binary"],
      ["binaryCrossentropy", "probabilities", "binary"],
      ["meanSquaredError", "values", "values"],
    ],
  );
});

Deno.test("Losses of exact probabilities of 0 and 1 and of logits of ±1e4 stay finite with weights", () => {
  const weights = tensor([2, 0.5]);
  const [sure, logits] = [tensor([[1, 0], [1, 0]]), tensor([[1e4], [-1e4]])];
  const oneHot = tensor([[0, 1], [1, 0]]);
  const clipped = new CategoricalCrossentropy({ fromLogits: false })
    .compute(sure, oneHot, { weights });
  assertAlmostEquals(clipped.value, -2 * Math.log(1e-7) / 2, 1e-9);
  const binary = new BinaryCrossentropy();
  const targets = tensor([[0], [0]]);
  const { value, gradient } = binary.compute(logits, targets, { weights });
  assertEquals(value, 2 * 1e4 / 2);
  assertEquals(gradient.toArray(), [[1], [0]]);
});

for (const Class of [CategoricalCrossentropy, SparseCategoricalCrossentropy]) {
  Deno.test(`${Class.name} refuses labelSmoothing outside [0, 1)`, () => {
    assertEquals(new Class().labelSmoothing, 0);
    assertEquals(new Class({ labelSmoothing: 0.9 }).labelSmoothing, 0.9);
    for (const labelSmoothing of [-0.1, 1, 2, NaN]) {
      assertThrows(
        () => new Class({ labelSmoothing }),
        RangeError,
        `Cannot create ${
          Class.name.replaceAll(/\B[A-Z]/g, " $&").toLowerCase()
        }: expected labelSmoothing from 0 to below 1, received ${labelSmoothing}`,
      );
    }
  });
}

Deno.test("CategoricalCrossentropy smooths as torch 2.13 does", () => {
  // torch.nn.functional.cross_entropy(z, y, label_smoothing=0.1), float64
  const { value } = new SparseCategoricalCrossentropy({ labelSmoothing: 0.1 })
    .compute(tensor([[2, 1, -1], [0.5, 0, 3]]), tensor([0, 1]));
  assertAlmostEquals(value, 1.74477592090211, 1e-6);
});
