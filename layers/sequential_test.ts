import {
  Activation,
  type BackwardOptions,
  BatchNormalization,
  Dense,
  Dropout,
  Flatten,
  type ForwardOptions,
  type Layer,
  Reshape,
  Sequential,
} from "./mod.ts";
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

import { Identity, names } from "./_fixtures_test.ts";

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
    const back = (): Tensor => model.backward(gradient, { workspace });
    assertStrictEquals(back(), back());
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

Deno.test("Sequential goes back no further than to the first layer that can learn", () => {
  const visited: string[] = [];
  class Spy extends Dense {
    override backward(
      gradient: Tensor,
      options: BackwardOptions = {},
    ): Tensor {
      visited.push(`${this.units} ${options.inputGradient ?? true}`);
      return super.backward(gradient, options)!;
    }
  }
  const model = new Sequential([new Flatten(), new Spy(2), new Spy(3)]);
  model.build([2, 2]);
  const inputs = randomTensor([5, 2, 2]);
  const outputs = model.forward(inputs, { training: true });
  assertEquals(model.backward(outputs, { inputGradient: false }), undefined);
  assertEquals(visited.splice(0), ["3 true", "2 false"]);
  model.layers[1]!.parameters[0]!.trainable = false; // the bias still learns
  model.backward(outputs, { inputGradient: false });
  assertEquals(visited.splice(0), ["3 true", "2 false"]);
  model.layers[1]!.parameters[1]!.trainable = false;
  model.backward(outputs, { inputGradient: false });
  assertEquals(visited.splice(0), ["3 false"]);
  assertEquals(model.backward(outputs).shape, [5, 2, 2]);
  assertEquals(visited.splice(0), ["3 true", "2 true"]);
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

Deno.test("Sequential tells the activation behind layers that keep it", () => {
  const keeping = (): Layer[] => [
    new Dropout(0.5),
    new Sequential([new Flatten(), new Reshape([2])]),
  ];
  const softmax = new Activation("softmax");
  const model = new Sequential([new Dense(2), softmax, ...keeping()]);
  assertEquals(model.outputActivation, "softmax");
  assertEquals(model.keepsActivation, false);
  const plain = new Sequential(keeping());
  assertEquals(plain.outputActivation, undefined);
  assertEquals(plain.keepsActivation, true);
  const normalized = new Sequential([
    new Dense(2, { activation: "softmax" }),
    new BatchNormalization(),
  ]);
  assertEquals(normalized.outputActivation, undefined);
});

Deno.test("Sequential names buffers by the place of their layers, beside the parameters", () => {
  const model = new Sequential([
    new Dense(2),
    new Sequential([new Dropout(0.5), new BatchNormalization()]),
  ]);
  assertEquals(model.buffers, []);
  const undo = model.build([3])!;
  assertEquals(names(model), [
    "0.dense.kernel",
    "0.dense.bias",
    "1.sequential.1.batchNormalization.gamma",
    "1.sequential.1.batchNormalization.beta",
  ]);
  assertEquals(model.buffers.map(({ name }) => name), [
    "1.sequential.1.batchNormalization.movingMean",
    "1.sequential.1.batchNormalization.movingVariance",
  ]);
  const [mean] = model.layers[1]!.buffers!;
  mean!.assign(tensor([3, 4]));
  assertEquals(model.buffers[0]!.value.toArray(), [3, 4]); // the same one
  undo();
  assertEquals(model.buffers, []);
});

Deno.test("Sequential.summary() is a table with totals", () => {
  const model = new Sequential([
    new Dense(128, { inputs: 784 }),
    new BatchNormalization(),
    new Activation("relu"),
    new Sequential([new Dense(10, { activation: "softmax" })], {
      name: "head",
    }),
  ], { name: "mnist" });
  model.parameters[1]!.trainable = false;
  // 128 of the bias, and 256 moving moments
  assertEquals(
    model.summary(),
    `
mnist, inputs [batch, 784]

Layer                 Activation  Output shape  Parameters
──────────────────────────────────────────────────────────
0.dense               linear      [batch, 128]     100,480
1.batchNormalization              [batch, 128]         512
2.activation          relu        [batch, 128]           0
3.head.0.dense        softmax     [batch, 10]        1,290
──────────────────────────────────────────────────────────
Total                                              102,282
Trainable                                          101,898
Non-trainable                                          384
`.trim(),
  );
});

Deno.test("Sequential shows its summary in a notebook, or that it is not built", () => {
  const display = (model: Sequential): Record<string, string> =>
    (model as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]!();
  const model = new Sequential([
    new Dense(128, { activation: "relu" }),
    new Dense(10),
  ], { name: "a<b" });
  assertEquals(display(model), {
    "text/plain": "a<b, not built: 0.dense, 1.dense",
  });
  model.build([784]);
  const shown = display(model);
  assertEquals(Object.keys(shown), ["text/plain", "text/html"]);
  assertEquals(shown["text/plain"], model.summary());
  const cells = [
    ...shown["text/html"]!.matchAll(/<t[dh](?: [^>]*)?>([^<]*)</g),
  ];
  assertEquals(cells.map(([, text]) => text), [
    ...["Layer", "Activation", "Output shape", "Parameters"],
    ...["0.dense", "relu", "[batch, 128]", "100,480"],
    ...["1.dense", "linear", "[batch, 10]", "1,290"],
    ...["Total", "101,770", "Trainable", "101,770", "Non-trainable", "0"],
  ]);
  assert(
    shown["text/html"]!.includes(">a&lt;b, inputs [batch, 784]</caption>"),
  );
});
