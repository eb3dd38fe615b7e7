import { Dense } from "./mod.ts";
import {
  FreshWorkspace,
  loadEngine,
  randomTensor,
  ReusedWorkspace,
  type Tensor,
  tensor,
  zeros,
} from "@cutedl/tensor";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
} from "@std/assert";
import { WasmEngine } from "@cutedl/tensor/engine";
import fc from "fast-check";
import { assertClose } from "../tests/assert_close.ts";
import { skipsZeros } from "../tests/skips_zeros.ts";
import { built } from "./_fixtures_test.ts";

const engines = [loadEngine("reference"), loadEngine("wasm")];

for (const engine of engines) {
  Deno.test(`Dense works by hand on ${engine.name}`, () => {
    // z = [[1, 2], [-1, 0]] · [[1, 0, -1], [2, 1, 0]] + [0, 1, -4]
    const layer = built(
      new Dense(3, { activation: "relu" }),
      tensor([[1, 0, -1], [2, 1, 0]]),
      tensor([0, 1, -4]),
      engine,
    );
    const outputs = layer.forward(tensor([[1, 2], [-1, 0]]), {
      training: true,
    });
    assertEquals(outputs.toArray(), [[5, 3, 0], [0, 1, 0]]);

    // relu lets [[1, 2, 0], [0, 5, 0]] of the gradient through
    const inputGradient = layer.backward(tensor([[1, 2, 3], [4, 5, 6]]));
    assertEquals(inputGradient.toArray(), [[1, 4], [0, 5]]);
    const [kernel, bias] = layer.parameters;
    assertEquals(kernel!.gradient.toArray(), [[1, -3, 0], [2, 4, 0]]);
    assertEquals(bias!.gradient.toArray(), [1, 7, 0]);
  });

  Deno.test(`Dense fits float64 loops at any size on ${engine.name}`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        (batch, inputs, units, seed) => {
          const kernel = randomTensor([inputs, units], { seed });
          const bias = randomTensor([units], { seed: seed + 1 });
          const x = randomTensor([batch, inputs], { seed: seed + 2 });
          const g = randomTensor([batch, units], { seed: seed + 3 });
          const layer = built(new Dense(units), kernel, bias, engine);
          const y = layer.forward(x, { training: true });
          const dx = layer.backward(g);
          assertEquals(y.shape, [batch, units]);
          assertEquals(dx.shape, [batch, inputs]);

          const expected = {
            y: Array.from(y.data, (_, i) => bias.data[i % units]!),
            dx: Array.from(dx.data, () => 0),
            dKernel: Array.from(kernel.data, () => 0),
            dBias: Array.from(bias.data, () => 0),
          };
          for (let i = 0; i < batch; i++) {
            for (let j = 0; j < units; j++) {
              const gij = g.data[i * units + j]!;
              expected.dBias[j]! += gij;
              for (let p = 0; p < inputs; p++) {
                const xip = x.data[i * inputs + p]!;
                const wpj = kernel.data[p * units + j]!;
                expected.y[i * units + j]! += xip * wpj;
                expected.dx[i * inputs + p]! += gij * wpj;
                expected.dKernel[p * units + j]! += gij * xip;
              }
            }
          }
          const [k, b] = layer.parameters;
          const pairs = [
            [y, expected.y],
            [dx, expected.dx],
            [k!.gradient, expected.dKernel],
            [b!.gradient, expected.dBias],
          ] as const;
          for (const [actual, wanted] of pairs) {
            wanted.forEach((value, i) =>
              assertAlmostEquals(actual.data[i]!, value, 1e-4)
            );
          }
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  Deno.test(`Dense changes neither inputs nor gradient on ${engine.name}`, () => {
    const names = ["linear", "relu", "gelu", "softmax"] as const;
    for (const activation of names) {
      const layer = new Dense(3, { activation });
      layer.build([5], { engine });
      const inputs = randomTensor([4, 5], { seed: 1 });
      const gradient = randomTensor([4, 3], { seed: 2 });
      const before = [inputs.clone(), gradient.clone()];
      for (const workspace of [undefined, new ReusedWorkspace(engine)]) {
        const where = workspace === undefined ? {} : { workspace };
        layer.forward(inputs, { training: true, ...where });
        layer.backward(gradient, where);
        assertEquals([inputs, gradient], before);
      }
    }
  });

  Deno.test(`Dense may be evaluated before going back on ${engine.name}`, () => {
    for (const activation of ["linear", "relu", "gelu", "softmax"] as const) {
      const layer = new Dense(3, { activation });
      layer.build([5], { engine });
      const workspace = new ReusedWorkspace(engine);
      const inputs = randomTensor([4, 5], { seed: 1 });
      const gradient = randomTensor([4, 3], { seed: 2 });
      const gradients = (): Tensor[] => [
        layer.backward(gradient, { workspace }).clone(),
        ...layer.parameters.map((parameter) => parameter.gradient.clone()),
      ];

      const outputs = layer.forward(inputs, { training: true, workspace });
      const before = outputs.clone();
      const expected = gradients();
      for (const batch of [1, 4, 64]) {
        layer.forward(randomTensor([batch, 5], { seed: 3 }), { workspace });
      }
      assertEquals(outputs, before);
      assertEquals(gradients(), expected);
    }
  });

  Deno.test(`Dense reuses the memory of a workspace on ${engine.name}`, () => {
    const layer = new Dense(3, { activation: "gelu" });
    layer.build([5], { engine });
    const workspace = new ReusedWorkspace(engine);
    const inputs = randomTensor([64, 5], { seed: 1 });
    const gradient = randomTensor([64, 3], { seed: 2 });
    const step = (): Tensor[] => [
      layer.forward(inputs, { training: true, workspace }),
      layer.backward(gradient, { workspace }),
      layer.forward(inputs, { workspace }),
    ];
    const first = step();
    const bytes = engine.bytesInUse;
    for (let i = 0; i < 20; i++) {
      step().forEach((result, j) =>
        assertStrictEquals(result.data, first[j]!.data)
      );
    }
    assertEquals(engine.bytesInUse, bytes);
  });

  Deno.test(`Dense gives tensors that never change on ${engine.name}`, () => {
    const layer = new Dense(3, { activation: "tanh" });
    layer.build([5], { engine });
    const inputs = randomTensor([2, 5], { seed: 1 });
    const gradient = randomTensor([2, 3], { seed: 2 });
    const run = (where: { workspace?: FreshWorkspace }): Tensor[] => [
      layer.forward(inputs, where),
      layer.forward(inputs, { training: true, ...where }),
      layer.backward(gradient, where),
    ];
    for (const where of [{}, { workspace: new FreshWorkspace(engine) }]) {
      const results = run(where);
      const before = results.map((result) => result.clone());
      layer.parameters[0]!.value.data[0]! += 1;
      const later = run(where);
      assertEquals(results, before);
      assertNotEquals(later, results);
    }
  });

  Deno.test(`Dense takes an empty batch on ${engine.name}`, () => {
    const layer = new Dense(3, { activation: "softmax" });
    layer.build([5], { engine });
    layer.parameters.forEach((parameter) => parameter.gradient.data.fill(9));
    for (const workspace of [undefined, new ReusedWorkspace(engine)]) {
      const where = workspace === undefined ? {} : { workspace };
      const outputs = layer.forward(zeros([0, 5]), {
        training: true,
        ...where,
      });
      assertEquals(outputs.shape, [0, 3]);
      assertEquals(layer.backward(zeros([0, 3]), where).shape, [0, 5]);
    }
    for (const { gradient } of layer.parameters) {
      assertEquals(gradient, zeros(gradient.shape));
    }
  });
}

Deno.test("Dense skips what is not wanted", () => {
  const inputs = tensor([[1, 2]]);
  const layer = built(new Dense(1), tensor([[3], [4]]), tensor([5]));
  const [kernel, bias] = layer.parameters;
  layer.forward(inputs, { training: true });
  layer.backward(tensor([[1]]));

  kernel!.trainable = false;
  assertEquals(
    layer.backward(tensor([[10]]), { inputGradient: false }),
    undefined,
  );
  assertEquals(kernel!.gradient.toArray(), [[1], [2]]);
  assertEquals(bias!.gradient.toArray(), [10]);

  kernel!.trainable = true;
  bias!.trainable = false;
  assertEquals(layer.backward(tensor([[100]])).toArray(), [[300, 400]]);
  assertEquals(kernel!.gradient.toArray(), [[100], [200]]);
  assertEquals(bias!.gradient.toArray(), [10]);
});

Deno.test("Dense without bias is a product alone", () => {
  const layer = built(new Dense(1, { useBias: false }), tensor([[3], [4]]));
  assertEquals(layer.parameters.length, 1);
  assertEquals(
    layer.forward(tensor([[1, 2]]), { training: true }).toArray(),
    [[11]],
  );
  assertEquals(layer.backward(tensor([[1]])).toArray(), [[3, 4]]);
  assertEquals(layer.parameters[0]!.gradient.toArray(), [[1], [2]]);
});

Deno.test("Dense goes back from the last forward with training", () => {
  const layer = built(new Dense(1), tensor([[2]]), tensor([0]));
  layer.forward(tensor([[1]]), { training: true });
  layer.forward(tensor([[7], [8]]), { training: true });
  layer.backward(tensor([[1], [10]]));
  assertEquals(layer.parameters[0]!.gradient.toArray(), [[87]]);
});

Deno.test("Dense may be evaluated before going back", () => {
  const engine = new WasmEngine();
  const layer = new Dense(32);
  layer.build([40], { engine });
  const workspace = new ReusedWorkspace(engine);
  const sparse = (every: number): Tensor => {
    const inputs = workspace.tensor({}, "inputs", [16, 40]);
    inputs.data.forEach((_, i) => inputs.data[i] = i % every === 0 ? i : 0);
    return inputs;
  };
  const gradient = randomTensor([16, 32], { seed: 2 });
  const kernelGradient = (between: () => void): Tensor => {
    layer.forward(sparse(5), { training: true, workspace });
    between();
    layer.backward(gradient, { workspace });
    return layer.parameters[0]!.gradient.clone();
  };
  assertEquals(
    kernelGradient(() => layer.forward(sparse(7), { workspace })),
    kernelGradient(() => {}),
  );
});

Deno.test("Dense goes back on another engine than it went forward on", () => {
  const inputs = randomTensor([16, 40], { seed: 1 });
  inputs.data.forEach((_, i) => i % 5 === 0 || (inputs.data[i] = 0));
  const gradient = randomTensor([16, 32], { seed: 2 });
  const expected = new Dense(32, { activation: "tanh" });
  expected.build([40], { engine: engines[0]! });
  expected.forward(inputs, { training: true });
  const inputGradient = expected.backward(gradient);

  const engine = new WasmEngine();
  const layer = new Dense(32, { activation: "tanh" });
  layer.build([40], { engine });
  for (const other of [engine, new WasmEngine(), ...engines]) {
    const forward = new ReusedWorkspace(engine);
    const sparse = forward.tensor({}, "inputs", inputs.shape);
    sparse.data.set(inputs.data);
    assert(skipsZeros(engine, sparse.data, { m: 16, k: 40, n: 32 }));
    layer.forward(sparse, { training: true, workspace: forward });
    const workspace = new ReusedWorkspace(other);
    const received = layer.backward(gradient, { workspace });
    assertClose(received.data, inputGradient.data, { absolute: 1e-5 });
    layer.parameters.forEach((parameter, i) =>
      assertClose(
        parameter.gradient.data,
        expected.parameters[i]!.gradient.data,
        { absolute: 1e-5 },
      )
    );
  }
});
