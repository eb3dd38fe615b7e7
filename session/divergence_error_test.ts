import { ArrayDataset } from "@cutedl/datasets";
import { Dense, type Layer, Sequential } from "@cutedl/layers";
import {
  CategoricalCrossentropy,
  type Loss,
  MeanSquaredError,
} from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Parameter, type Tensor, tensor, zeros } from "@cutedl/tensor";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  pairs,
  pairsSession,
  ScriptedDataset,
  scriptedSession,
  weightsOf,
} from "./_fixtures_test.ts";
import { DivergenceError } from "./divergence_error.ts";
import { Session } from "./session.ts";

function place(error: DivergenceError): [number, number, string] {
  return [error.epoch, error.step, error.layer];
}

/** A session whose model has a NaN in the kernel of one of its layers. */
function poisoned(model: Layer, parameter: number, loss: Loss): Session {
  model.parameters[parameter]!.value.data[0] = NaN;
  return new Session(model, { loss, optimizer: new Fixed(0.5) });
}

Deno.test("DivergenceError names the first layer whose outputs are not finite", () => {
  const model = new Sequential([
    new Dense(2, { inputs: 2, activation: "sigmoid" }),
    new Dense(2),
    new Dense(2),
  ]);
  const session = poisoned(model, 2, new CategoricalCrossentropy());
  const before = weightsOf(session);
  const error = assertThrows(
    () => session.trainBatch(tensor([[1, 1]]), tensor([[0, 1]])),
    DivergenceError,
    "Cannot train step 1 in epoch 1: expected a finite loss, received NaN, " +
      "first in the outputs of 1.dense: lower the learning rate from 0.5, or " +
      "scale the inputs",
  );
  assertEquals(place(error), [1, 1, "1.dense"]);
  assertEquals(error.name, "DivergenceError");
  assertEquals(weightsOf(session), before);
  assertEquals(session.step, 0);
});

Deno.test("DivergenceError names a layer as its parameters are named", () => {
  const inner = new Sequential([new Dense(2), new Dense(2)]);
  const nested = new Sequential([new Dense(2, { inputs: 2 }), inner]);
  const alone = new Dense(2);
  alone.build([2]);
  const cases: [Layer, number, string, string][] = [
    [nested, 4, "1.sequential.1.dense", "1.sequential.1.dense.kernel"],
    [alone, 0, "dense", "kernel"],
  ];
  for (const [model, parameter, layer, name] of cases) {
    assertEquals(model.parameters[parameter]!.name, name);
    const session = poisoned(model, parameter, new MeanSquaredError());
    const error = assertThrows(
      () => session.trainBatch(tensor([[1, 1]]), tensor([[0, 1]])),
      DivergenceError,
    );
    assertEquals(error.layer, layer);
  }
});

Deno.test("DivergenceError tells bad inputs and targets from bad weights", () => {
  const session = pairsSession();
  assertEquals(
    assertThrows(
      () =>
        session.trainBatch(
          tensor([[1, 1], [1, 1], [1, NaN]]),
          tensor([0, 1, 0]),
        ),
      DivergenceError,
      "Cannot train step 1 in epoch 1: expected finite inputs, received NaN " +
        "in example 2 of the batch: clean the data",
    ).layer,
    "inputs",
  );
  assertEquals(
    assertThrows(
      () => scriptedSession().trainBatch(tensor([[1]]), tensor([[Infinity]])),
      DivergenceError,
      "expected finite targets, received Infinity in example 0 of the batch",
    ).layer,
    "targets",
  );
});

Deno.test("DivergenceError names the loss that overflows by itself", async () => {
  class Overflowing extends MeanSquaredError {
    override compute(
      ...args: Parameters<MeanSquaredError["compute"]>
    ): ReturnType<MeanSquaredError["compute"]> {
      return { ...super.compute(...args), value: Infinity };
    }
  }
  const session = new Session(scriptedSession().model, {
    loss: new Overflowing(),
    optimizer: new Fixed(0.1),
  });
  const error = await assertRejects(
    () => session.fit(new ScriptedDataset([[1]])),
    DivergenceError,
    "expected a finite loss, received Infinity, in meanSquaredError of finite " +
      "outputs: lower the learning rate from 0.1",
  );
  assertEquals(error.layer, "meanSquaredError");
});

Deno.test("DivergenceError names the parameter whose gradient is not finite", async () => {
  /** Passes on what it is given; its gradient is that of a script. */
  class Shaky implements Layer {
    readonly name = "shaky";
    parameters: Parameter[] = [];
    inputShape: readonly number[] | undefined;
    outputShape: readonly number[] | undefined;
    readonly #gradients: number[];
    constructor(gradients: number[]) {
      this.#gradients = gradients;
    }
    build(shape: readonly number[]): void {
      this.inputShape = this.outputShape = shape;
      this.parameters = [new Parameter("offset", zeros([3]))];
    }
    forward(inputs: Tensor): Tensor {
      return inputs;
    }
    backward(gradient: Tensor): Tensor {
      const [{ gradient: own }] = this.parameters as [Parameter];
      own.data[2] = this.#gradients.shift()!;
      return gradient;
    }
  }
  const model = new Sequential([
    new Dense(1, { inputs: 1 }),
    new Shaky([1, 1, 1, -Infinity, NaN]),
  ]);
  const session = new Session(model, {
    loss: scriptedSession().loss,
    optimizer: new Fixed(0.25),
  });
  const data = new ScriptedDataset([[1, 1, 1]]);
  const weights: number[][][] = [];
  const error = await assertRejects(
    () =>
      session.fit(data, {
        epochs: 2,
        callbacks: [{ onBatchEnd: () => weights.push(weightsOf(session)) }],
      }),
    DivergenceError,
    "Cannot train step 4 in epoch 2: expected a finite gradient, received " +
      "-Infinity for 1.shaky.offset: lower the learning rate from 0.25",
  );
  assertEquals(place(error), [2, 4, "1.shaky"]);
  assertEquals(weightsOf(session), weights.at(-1)); // nothing half-done
  assertEquals([session.step, session.epoch], [3, 1]);
  assertEquals(session.history.series("steps"), [3]);

  model.parameters.at(-1)!.trainable = false; // its gradient is of no interest
  await session.fit(data);
});

Deno.test("DivergenceError names a model that is one layer by its kind", () => {
  const model = new Dense(1, { kernelInitializer: "zeros" });
  const session = new Session(model, {
    loss: new MeanSquaredError(),
    optimizer: new Fixed(0.5),
  });
  // the gradient, 1e45, is past float32; the loss, 5e39, is not past float64
  const error = assertThrows(
    () => session.trainBatch(tensor([[1e25]]), tensor([[-1e20]])),
    DivergenceError,
    "expected a finite gradient, received Infinity for kernel",
  );
  assertEquals(error.layer, "dense");
});

Deno.test("DivergenceError tells a validation from a training step", async () => {
  const session = scriptedSession();
  const error = await assertRejects(
    () =>
      session.fit(new ScriptedDataset([[1, 1]]), {
        validation: new ScriptedDataset([[1, NaN]]),
      }),
    DivergenceError,
    "Cannot validate after step 2 in epoch 1: expected finite targets, " +
      "received NaN in example 0 of the batch: clean the data",
  );
  assertEquals(place(error), [1, 2, "targets"]);
  assertEquals(session.history.rows.length, 1); // of training alone
  assertEquals(session.history.names, ["loss"]);
});

Deno.test("DivergenceError ends a fit whose learning rate is far too high", async () => {
  const session = new Session(new Sequential([new Dense(1)]), {
    loss: new MeanSquaredError(),
    optimizer: new Fixed(1e6),
  });
  const inputs = tensor([[1], [2], [3]]);
  const data = new ArrayDataset(inputs, inputs);
  const error = await assertRejects(
    () => session.fit(data, { epochs: 100, validation: data }),
    DivergenceError,
    "lower the learning rate from 1000000",
  );
  assertEquals(error.layer, "0.dense");
});

Deno.test("DivergenceError tells weights that the last step of a fit made infinite", async () => {
  const session = scriptedSession();
  session.optimizer.learningRate = 3e38;
  const outcomes: string[] = [];
  const error = await assertRejects(
    () =>
      session.fit(new ScriptedDataset([[1]]), {
        epochs: 2, // to -3e38, then past float32
        callbacks: [{ onFitEnd: ({ outcome }) => outcomes.push(outcome) }],
      }),
    DivergenceError,
  );
  assertEquals(
    error.message,
    "Cannot fit: expected finite weights after step 2 in epoch 2, received " +
      "-Infinity for 0.dense.kernel: begin anew, and lower the learning rate " +
      "from 3e+38, or scale the inputs",
  );
  assertEquals([...place(error), ...outcomes], [2, 2, "0.dense", "failed"]);
});

Deno.test("DivergenceError tells infinite weights of a fit that is stopped", async () => {
  const session = scriptedSession();
  session.optimizer.learningRate = 3e38;
  await assertRejects(
    () =>
      session.fit(new ScriptedDataset([[1, 1, 1, 1]]), {
        callbacks: [{ onBatchEnd: ({ step }) => step === 2 && session.stop() }],
      }),
    DivergenceError,
    "Cannot fit: expected finite weights after step 2 in epoch 1",
  );
});

Deno.test("DivergenceError leaves a session that can go on", async () => {
  const session = pairsSession();
  session.optimizer.learningRate = 1e38;
  await assertRejects(
    () => session.fit(pairs(64), { epochs: 50 }),
    DivergenceError,
  );
  for (const { value } of session.model.parameters) value.data.fill(0.1);
  session.optimizer.learningRate = 0.1;
  await session.fit(pairs(64));
});
