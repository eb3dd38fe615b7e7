import { ArrayDataset, type Dataset, StreamDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  type Loss,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import {
  argmax,
  oneHot,
  randomTensor,
  type Tensor,
  tensor,
} from "@cutedl/tensor";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { rowsOf, ScriptedDataset, scriptedSession } from "./_fixtures_test.ts";
import { weightsOf } from "./_fixtures_test.ts";
import type { FitOptions } from "./fit_options.ts";
import { ConfusionMatrix } from "./metrics/confusion_matrix.ts";
import { Precision } from "./metrics/precision.ts";
import { CategoricalAccuracy } from "./metrics/categorical_accuracy.ts";
import { Session } from "./session.ts";
import type { SessionOptions } from "./session_options.ts";

const engines = ["reference", "wasm"] as const;
const inputs = randomTensor([20, 3], { seed: 1 });
const labels = argmax(inputs);
const exampleWeights = Float32Array.from({ length: 20 }, (_, i) => i % 4 / 2);
const classWeights = [0.5, 2, 3];
const noOrYes = tensor(labels.data.map((label) => Number(label === 2)), [
  20,
  1,
]);

/** Each loss with its targets, the weights of its classes, and of each row. */
const cases: {
  loss: Loss;
  units: number;
  targets: Tensor;
  classWeights: number[];
  classOf: (row: number) => number;
}[] = [
  {
    loss: new SparseCategoricalCrossentropy(),
    units: 3,
    targets: labels,
    classWeights,
    classOf: (row) => labels.data[row]!,
  },
  {
    loss: new CategoricalCrossentropy({ labelSmoothing: 0.1 }),
    units: 3,
    targets: oneHot(labels, 3),
    classWeights,
    classOf: (row) => labels.data[row]!,
  },
  {
    loss: new BinaryCrossentropy(),
    units: 1,
    targets: noOrYes,
    classWeights: [0.5, 2],
    classOf: (row) => noOrYes.data[row]!,
  },
];

function makeSession(
  loss: Loss,
  units: number,
  engine: typeof engines[number] = "wasm",
  more: Partial<SessionOptions> = {},
): Session {
  const model = new Sequential([new Dense(units, { inputs: 3 })], {
    seed: 1,
    engine,
  });
  return new Session(model, { loss, optimizer: new Fixed(0.5), ...more });
}

/** The same examples in memory and streamed, weighted or not. */
function datasets(targets: Tensor, weights?: Float32Array): Dataset[] {
  const columns = targets.size / 20;
  const [, ...targetShape] = targets.shape;
  const examples = Array.from({ length: 20 }, (_, i) => ({
    input: inputs.data.subarray(3 * i, 3 * i + 3),
    target: targets.data.subarray(columns * i, columns * (i + 1)),
    ...(weights && { weight: weights[i]! }),
  }));
  return [
    new ArrayDataset(inputs, targets, weights && { weights }),
    new StreamDataset(() => examples, { inputShape: [3], targetShape }),
  ];
}

for (const engine of engines) {
  Deno.test(`Session.trainBatch() weighs examples as repeating them would (${engine})`, () => {
    for (const { loss, units, targets } of cases) {
      const [weighted, repeated] = [
        makeSession(loss, units, engine),
        makeSession(loss, units, engine),
      ];
      // rows counted 0, 1, 2 and 1 times: four rows, as in the batch
      const take = ({ data, shape }: Tensor, rows: number[]): Tensor => {
        const length = data.length / shape[0]!;
        return tensor(
          Float32Array.from(
            rows.flatMap((row) => [
              ...data.subarray(row * length, (row + 1) * length),
            ]),
          ),
          [rows.length, ...shape.slice(1)],
        );
      };
      const [all, some] = [[0, 1, 2, 3], [1, 2, 2, 3]];
      const value = weighted.trainBatch(take(inputs, all), take(targets, all), {
        weights: tensor([0, 1, 2, 1]),
      });
      const same = repeated.trainBatch(take(inputs, some), take(targets, some));
      assertAlmostEquals(value, same, 1e-6);
      weightsOf(weighted).flat().forEach((weight, i) =>
        assertAlmostEquals(weight, weightsOf(repeated).flat()[i]!, 1e-6)
      );
    }
  });

  Deno.test(`Session.fit() weighs classes, examples and both alike (${engine})`, async () => {
    for (const { loss, units, targets, classWeights, classOf } of cases) {
      const products = exampleWeights.map((weight, row) =>
        weight * classWeights[classOf(row)]!
      );
      const ofClasses = products.map((_, row) => classWeights[classOf(row)]!);
      const runs: [Float32Array | undefined, FitOptions, Float32Array][] = [
        [undefined, { classWeights }, ofClasses],
        [exampleWeights, { classWeights }, products],
        [exampleWeights, {}, exampleWeights],
      ];
      for (const [weights, options, expected] of runs) {
        const plan = { epochs: 2, batchSize: 6, shuffle: false };
        const manual = makeSession(loss, units, engine);
        for (let epoch = 0; epoch < 2; epoch++) {
          const [data] = datasets(targets);
          let at = 0;
          for await (const batch of data!.batches({ batchSize: 6 })) {
            manual.trainBatch(batch.inputs, batch.targets, {
              weights: tensor(expected.slice(at, at += batch.size)),
            });
          }
        }
        for (const data of datasets(targets, weights)) {
          const session = makeSession(loss, units, engine);
          await session.fit(data, { ...plan, ...options });
          assertEquals(weightsOf(session), weightsOf(manual));
        }
      }
      const plain = makeSession(loss, units, engine);
      await plain.fit(datasets(targets)[0]!, { epochs: 2, batchSize: 6 });
      const weighed = makeSession(loss, units, engine);
      await weighed.fit(datasets(targets)[0]!, {
        epochs: 2,
        batchSize: 6,
        classWeights,
      });
      assertNotEquals(weightsOf(weighed), weightsOf(plain));
    }
  });
}

/** A session whose outputs are its inputs, and stay. */
function identity(options: Partial<SessionOptions> = {}): Session {
  const model = new Sequential([
    new Dense(2, { inputs: 2, kernelInitializer: "zeros" }),
  ]);
  model.parameters[0]!.assign(tensor([[1, 0], [0, 1]]));
  return new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Fixed(1e-30),
    ...options,
  });
}

const ln3 = Math.log(3);
// the loss of a row is ln 4 where it is wrong, ln 4/3 where it is right
const [wrong, right] = [Math.log(4), Math.log(4 / 3)];
const predictions = tensor([[ln3, 0], [ln3, 0], [0, ln3], [ln3, 0]]);
const targets = tensor([[1, 0], [0, 1], [0, 1], [1, 0]]); // the second is wrong
const weights = [1, 2, 0.5, 0];

Deno.test("Session.evaluate() means the loss over examples, and metrics over weights", async () => {
  const data = new ArrayDataset(predictions, targets, { weights });
  for (const batchSize of [1, 3, 4]) {
    const { loss, accuracy } = await identity().evaluate(data, { batchSize });
    assertAlmostEquals(loss, (1.5 * right + 2 * wrong) / 4, 1e-6);
    assertEquals(accuracy, 1.5 / 3.5);
    const both = await identity()
      .evaluate(data, { batchSize, classWeights: [3, 1] });
    assertAlmostEquals(both.loss, (3.5 * right + 2 * wrong) / 4, 1e-6);
    assertEquals(both.accuracy, 3.5 / 5.5);
  }
});

Deno.test("Session.fit() weighs training and validation alike", async () => {
  const data = new ArrayDataset(predictions, targets);
  const validation = new ArrayDataset(predictions, targets, { weights });
  const session = identity({
    metrics: [
      new CategoricalAccuracy(),
      new CategoricalAccuracy({ name: "plainAccuracy", useWeights: false }),
    ],
  });
  await session.fit(data, { batchSize: 3, validation, classWeights: [3, 1] });
  const [row] = rowsOf(session);
  assertAlmostEquals(row!.loss!, (7 * right + 1 * wrong) / 4, 1e-6);
  assertEquals(row!.accuracy, 7 / 8);
  assertEquals(row!.plainAccuracy, 3 / 4);
  assertAlmostEquals(row!.valLoss!, (3.5 * right + 2 * wrong) / 4, 1e-6);
  assertEquals(row!.valAccuracy, 3.5 / 5.5);
  assertEquals(row!.valPlainAccuracy, 3 / 4);
});

Deno.test("Session.evaluate() shows batches, weights and the loss to measures, and keeps them filled", async () => {
  const data = new ArrayDataset(predictions, targets, { weights });
  const [matrix, precision] = [new ConfusionMatrix(), new Precision()];
  const result = await identity().evaluate(data, {
    batchSize: 3,
    measures: [matrix, precision],
  });
  assertEquals(Object.keys(result), ["loss", "accuracy"]);
  assertEquals(matrix.result(), [[1, 0], [2, 0.5]]);
  assertEquals(precision.perClass(), [1 / 3, 1]);
  const binary = new Session(
    new Sequential([
      new Dense(1, { kernelInitializer: "zeros", biasInitializer: "zeros" }),
    ]),
    { loss: new BinaryCrossentropy(), optimizer: new Fixed(0.1) },
  );
  const one = new ArrayDataset(tensor([[1], [-1]]), tensor([[1], [1]]));
  await binary.evaluate(one);
  binary.model.parameters[0]!.assign(tensor([[0.25]]));
  const count = new ConfusionMatrix();
  await binary.evaluate(one, { measures: [count] });
  assertEquals(count.result(), [[0, 0], [1, 1]]); // a logit of 0.25 is a yes
});

Deno.test("Session.fit() with weights of 0 leaves the model as it is", async () => {
  const data = new ArrayDataset(inputs, labels, {
    weights: new Array(20).fill(0),
  });
  const session = makeSession(new SparseCategoricalCrossentropy(), 3);
  const before = weightsOf(session);
  await session.fit(data, { epochs: 2 });
  assertEquals(weightsOf(session), before);
  const [row] = session.history.rows;
  assertEquals([row!.loss + 0, row!.accuracy], [0, NaN]);
});

Deno.test("Session.fit() resumes only with the weights of classes that it had", async () => {
  const interrupted = async (options: FitOptions): Promise<Session> => {
    const session = identity();
    const callbacks = [{
      onBatchEnd: () => {
        throw new Error("interrupted");
      },
    }];
    const data = new ArrayDataset(predictions, targets);
    await assertRejects(() =>
      session.fit(data, { ...options, batchSize: 2, callbacks })
    );
    return session;
  };
  const data = new ArrayDataset(predictions, targets);
  const resume = { batchSize: 2, resume: true };
  const [plain, weighed] = [
    await interrupted({}),
    await interrupted({ classWeights: [1, 2] }),
  ];
  await assertRejects(
    () => plain.fit(data, { ...resume, classWeights: [1, 2] }),
    RangeError,
    "Cannot resume fit: expected no classWeights, as when it was interrupted, " +
      "received classWeights 1,2: give the same, or begin a new fit with " +
      "resume: false",
  );
  for (const classWeights of [undefined, [1, 3]]) {
    await assertRejects(
      () =>
        weighed.fit(data, { ...resume, ...(classWeights && { classWeights }) }),
      RangeError,
      "expected classWeights 1,2, as when it was interrupted, received " +
        (classWeights === undefined ? "no classWeights" : "classWeights 1,3"),
    );
  }
  await weighed.fit(data, { ...resume, classWeights: [1, 2] });
});

Deno.test("Session refuses weights of classes that are not one for each", async () => {
  const data = new ArrayDataset(predictions, targets);
  const attempts: [unknown, string][] = [
    [[1], "expected classWeights for 2 classes, received 1"],
    [[1, 2, 3], "expected classWeights for 2 classes, received 3"],
    [
      [1, -2],
      "expected classWeights to be an array of finite numbers >= 0, one for " +
      "each class, received -2 for class 1",
    ],
    [[NaN, 1], "received NaN for class 0"],
    [[1, Infinity], "received Infinity for class 1"],
    [[1, "2"], 'received "2" for class 1'],
    [{ 0: 1, 1: 2 }, "one for each class, received an object"],
  ];
  for (const [bad, message] of attempts) {
    const classWeights = bad as number[];
    for (const action of ["fit", "evaluate"] as const) {
      const error = await assertRejects(
        () => identity()[action](data, { classWeights }),
        RangeError,
        message,
      );
      assert(error.message.startsWith(`Cannot ${action}: `), error.message);
    }
  }
});

Deno.test("Session refuses weights of classes where there are none", async () => {
  const classWeights = [1, 2];
  const values = new ArrayDataset(predictions, predictions);
  await assertRejects(
    () =>
      identity({ loss: new MeanSquaredError() }).fit(values, { classWeights }),
    TypeError,
    "Cannot fit: expected a loss with classes for classWeights, received " +
      "meanSquaredError: give the dataset weights of its examples instead",
  );
  await assertRejects(
    () =>
      identity({ loss: new BinaryCrossentropy() })
        .fit(new ArrayDataset(predictions, targets), { classWeights }),
    TypeError,
    "Cannot fit: expected a single output, no or yes, for classWeights, " +
      "received 2: give the dataset weights of its examples instead",
  );
});

Deno.test("Session refuses weights for a loss that would leave them alone", async () => {
  const message = "expected a loss that heeds weights, received targetLoss: " +
    "multiply the loss and the gradient of each row in its compute() by " +
    "options.weights, and give it isWeighted = true";
  const session = scriptedSession();
  const one = tensor([[1]]);
  const data = new ArrayDataset(one, one, { weights: [2] });
  assertThrows(
    () => session.trainBatch(one, one, { weights: tensor([1]) }),
    TypeError,
    `Cannot train on batch: ${message}`,
  );
  await assertRejects(
    () => session.fit(data),
    TypeError,
    `Cannot fit: ${message}`,
  );
  await assertRejects(
    () => session.evaluate(data),
    TypeError,
    `Cannot evaluate: ${message}`,
  );
  await assertRejects(
    () => session.fit(new ScriptedDataset([[1]]), { classWeights: [1] }),
    TypeError,
    `Cannot fit: ${message}`,
  );
});

Deno.test("Session.trainBatch() names the row of a bad weight", () => {
  for (const bad of [-1, NaN]) {
    assertThrows(
      () =>
        identity().trainBatch(predictions, targets, {
          weights: tensor([1, bad, 1, 1]),
        }),
      RangeError,
      `expected finite weights >= 0, received ${bad} in row 1`,
    );
  }
});
