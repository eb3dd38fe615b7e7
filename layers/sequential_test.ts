import { Dense, type ForwardOptions, Sequential } from "./mod.ts";
import {
  loadEngine,
  randomTensor,
  ReusedWorkspace,
  scale,
  type Tensor,
  tensor,
  zeros,
} from "@cutedl/tensor";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertNotStrictEquals,
  assertStrictEquals,
} from "@std/assert";

import { Identity } from "./_fixtures_test.ts";

const engines = [loadEngine("reference"), loadEngine("wasm")];

for (const engine of engines) {
  Deno.test(`Sequential works by hand on ${engine.name}`, () => {
    const model = new Sequential([
      new Dense(2, { inputs: 1, activation: "relu" }),
      new Dense(1),
    ], { engine });
    const [kernel0, bias0, kernel1, bias1] = model.parameters;
    kernel0!.assign(tensor([[2, -1]]));
    bias0!.assign(tensor([1, 1]));
    kernel1!.assign(tensor([[3], [5]]));
    bias1!.assign(tensor([7]));

    // 4 → relu [9, -3] = [9, 0] → 27 + 7
    const outputs = model.forward(tensor([[4]]), { training: true });
    assertEquals(outputs.toArray(), [[34]]);
    assertEquals(model.backward(tensor([[10]])).toArray(), [[60]]);
    assertEquals(
      model.parameters.map(({ gradient }) => gradient.toArray()),
      [[[120, 0]], [30, 0], [[90], [0]], [10]],
    );
  });

  Deno.test(`Sequential.predict() gives forward's outputs on ${engine.name}`, () => {
    const model = new Sequential([
      new Dense(7, { inputs: 5, activation: "gelu" }),
      new Dense(3, { activation: "softmax" }),
    ], { engine });
    for (const batch of [0, 1, 2, 1024, 1025, 2500]) {
      const inputs = randomTensor([batch, 5], { seed: batch });
      const before = inputs.clone();
      const predictions = model.predict(inputs);
      assertEquals(predictions.shape, [batch, 3]);
      assertEquals(inputs, before);
      for (const row of [0, 1023, 1024, 2047, 2048, 2499]) {
        if (row >= batch) continue;
        const single = tensor(inputs.data.slice(row * 5, row * 5 + 5), [1, 5]);
        const expected = model.forward(single);
        expected.data.forEach((value, i) =>
          assert(Math.abs(predictions.data[row * 3 + i]! - value) < 1e-6)
        );
      }
    }
  });

  Deno.test(`Sequential reuses the memory of a workspace on ${engine.name}`, () => {
    const model = new Sequential([
      new Dense(7, { inputs: 5, activation: "gelu" }),
      new Dense(3),
    ], { engine });
    const workspace = new ReusedWorkspace(engine);
    const inputs = randomTensor([64, 5], { seed: 1 });
    const gradient = randomTensor([64, 3], { seed: 2 });
    const step = (): void => {
      model.forward(inputs, { training: true, workspace });
      model.backward(gradient, { inputGradient: false, workspace });
      model.forward(inputs, { workspace });
      model.predict(inputs);
    };
    step();
    const bytes = engine.bytesInUse;
    for (let i = 0; i < 50; i++) step();
    assertEquals(engine.bytesInUse, bytes);
  });

  Deno.test(`Sequential may be evaluated before going back on ${engine.name}`, () => {
    const model = new Sequential([
      new Dense(7, { inputs: 5, activation: "gelu" }),
      new Dense(6, { activation: "relu" }),
      new Dense(3),
    ], { engine });
    const workspace = new ReusedWorkspace(engine);
    const inputs = randomTensor([4, 5], { seed: 1 });
    const gradient = randomTensor([4, 3], { seed: 2 });
    const run = (between: () => void): Tensor[] => {
      model.forward(inputs, { training: true, workspace });
      between();
      const inputGradient = model.backward(gradient, { workspace }).clone();
      return [
        inputGradient,
        ...model.parameters.map((parameter) => parameter.gradient.clone()),
      ];
    };
    const others = randomTensor([4, 5], { seed: 3 });
    assertEquals(
      run(() => {
        model.forward(others, { workspace });
        model.predict(others);
      }),
      run(() => {}),
    );
  });
}

Deno.test("Sequential.predict() gives tensors that never change", () => {
  const model = new Sequential([new Dense(2, { inputs: 2 })]);
  const inputs = randomTensor([2, 2], { seed: 1 });
  const first = model.predict(inputs);
  const before = first.clone();
  assertNotEquals(model.predict(scale(inputs, 2)), first);
  assertEquals(first, before);

  const identity = new Sequential([new Identity()]);
  identity.build([2]);
  assertNotStrictEquals(identity.predict(inputs).data, inputs.data);
});

Deno.test("Sequential.predict() runs small blocks in one workspace", () => {
  const seen: [rows: number, options: ForwardOptions][] = [];
  class Spy extends Identity {
    override forward(inputs: Tensor, options: ForwardOptions = {}): Tensor {
      seen.push([inputs.shape[0]!, options]);
      return inputs;
    }
  }
  const model = new Sequential([new Spy()]);
  model.build([1]);
  model.predict(zeros([2500, 1]));
  model.predict(zeros([1, 1]));
  assertEquals(seen.map(([rows]) => rows), [1024, 1024, 452, 1]);
  const first = seen[0]![1].workspace;
  assert(first instanceof ReusedWorkspace);
  for (const [, { workspace, training }] of seen) {
    assertStrictEquals(workspace, first);
    assert(!training);
  }
});

Deno.test("Sequential asks only its first layer for no input gradient", () => {
  const asked: unknown[] = [];
  class Spy extends Identity {
    override backward(
      gradient: Tensor,
      options: { inputGradient?: boolean } = {},
    ): Tensor {
      asked.push(options.inputGradient ?? true);
      return gradient;
    }
  }
  const model = new Sequential([
    new Sequential([new Spy(), new Spy()]),
    new Sequential([new Spy()]),
  ]);
  model.build([1]);
  model.forward(zeros([1, 1]), { training: true });
  assertEquals(
    model.backward(tensor([[1]]), { inputGradient: false }),
    undefined,
  );
  assertEquals(asked.splice(0), [true, true, false]);
  assertEquals(model.backward(tensor([[1]])).toArray(), [[1]]);
  assertEquals(asked.splice(0), [true, true, true]);
});

Deno.test("Sequential computes no gradient of frozen parameters", () => {
  const model = new Sequential([new Dense(2, { inputs: 2 }), new Dense(2)]);
  model.layers[0]!.parameters.forEach((p) => p.trainable = false);
  model.forward(tensor([[1, 2]]), { training: true });
  model.backward(tensor([[1, 1]]), { inputGradient: false });
  assertEquals(
    model.parameters.map(({ gradient }) => gradient.data.some((g) => g !== 0)),
    [false, false, true, true],
  );
});

Deno.test("Sequential tells the activation of its last layer", () => {
  const softmax = new Dense(2, { activation: "softmax" });
  assertEquals(
    new Sequential([new Dense(2), new Sequential([softmax])]).outputActivation,
    "softmax",
  );
  assertEquals(
    new Sequential([softmax, new Identity()]).outputActivation,
    undefined,
  );
});

Deno.test("Sequential.summary() is a table with totals", () => {
  const model = new Sequential([
    new Dense(128, { inputs: 784, activation: "relu" }),
    new Identity(),
    new Sequential([new Dense(10, { activation: "softmax" })], {
      name: "head",
    }),
  ], { name: "mnist" });
  model.parameters[1]!.trainable = false;
  assertEquals(
    model.summary(),
    `
mnist, inputs [batch, 784]

Layer           Activation  Output shape  Parameters
────────────────────────────────────────────────────
0.dense         relu        [batch, 128]     100,480
1.identity                  [batch, 128]           0
2.head.0.dense  softmax     [batch, 10]        1,290
────────────────────────────────────────────────────
Total                                        101,770
Trainable                                    101,642
Frozen                                           128
`.trim(),
  );
});
