import { Dense, Sequential } from "./mod.ts";
import {
  type Engine,
  loadEngine,
  randomTensor,
  type Tensor,
  tensor,
} from "@cutedl/tensor";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { assertClose } from "../tests/assert_close.ts";
import { Identity, names } from "./_fixtures_test.ts";

const [reference, wasm] = [loadEngine("reference"), loadEngine("wasm")];

/** The reference engine under another name, counting its products. */
function spyEngine(): Engine & { products: number } {
  const spy = {
    ...reference,
    name: "spy",
    products: 0,
    matmul: (...args: Parameters<Engine["matmul"]>) => {
      spy.products++;
      reference.matmul(...args);
    },
  };
  return spy;
}

const engineCases: [string, Engine, Engine][] = [
  ["one engine", wasm, wasm],
  ["reference and wasm", reference, wasm],
  ["wasm and reference", wasm, reference],
];
for (const [what, firstEngine, secondEngine] of engineCases) {
  Deno.test(`Two models share the parameters of a layer: ${what}`, () => {
    const shared = new Dense(3);
    const first = new Sequential([new Dense(4, { inputs: 2 }), shared], {
      seed: 1,
      engine: firstEngine,
    });
    const inputs = randomTensor([5, 2], { seed: 2 });
    const before = first.predict(inputs);
    const parameters = [...first.parameters, ...shared.parameters];

    const second = new Sequential([shared, new Dense(2)], {
      seed: 3,
      engine: secondEngine,
    });
    assertEquals(first.engine, firstEngine);
    assertEquals(second.engine, secondEngine);
    assertEquals(first.predict(inputs), before);
    [...first.parameters, ...shared.parameters].forEach((parameter, i) =>
      assertStrictEquals(parameter, parameters[i])
    );
    assertEquals(names(shared), ["kernel", "bias"]);
    assertEquals(names(first).slice(2), ["1.dense.kernel", "1.dense.bias"]);
    assertEquals(names(second).slice(0, 2), ["0.dense.kernel", "0.dense.bias"]);

    // going back in one model, on its engine, fills what all of them see
    const [kernel] = shared.parameters;
    const hidden = randomTensor([5, 4], { seed: 4 });
    second.forward(hidden, { training: true });
    second.backward(randomTensor([5, 2], { seed: 5 }));
    assert(kernel!.gradient.data.some((g) => g !== 0));
    for (const [model, i] of [[first, 2], [second, 0]] as const) {
      const parameter = model.parameters[i]!;
      assertStrictEquals(parameter.value, kernel!.value);
      assertStrictEquals(parameter.gradient, kernel!.gradient);
      parameter.trainable = !kernel!.trainable;
      assertEquals(parameter.trainable, kernel!.trainable);
      parameter.engine.descend(
        parameter.value.data,
        parameter.gradient.data,
        { learningRate: 0.5 },
      );
      const [a, b] = model === first ? [inputs, 1] : [hidden, 0];
      const expected = oracle(model).predict(a);
      assertClose(model.predict(a).data, expected.data, { absolute: 1e-5 });
      assertStrictEquals(model.layers[b], shared);
    }
  });
}

/** A model on the reference engine with layers and values of its own. */
function oracle(model: Sequential): Sequential {
  const layers = model.layers.map(({ outputShape }) =>
    new Dense(outputShape![0]!)
  );
  const copy = new Sequential(layers, { engine: reference });
  copy.build(model.inputShape);
  copy.parameters.forEach((parameter, i) =>
    parameter.assign(model.parameters[i]!.value)
  );
  return copy;
}

Deno.test("A model computes on its own engine, wherever its parameters are", () => {
  const [ours, theirs] = [spyEngine(), spyEngine()];
  const shared = new Dense(3, { inputs: 2 });
  const inner = new Sequential([shared], { engine: ours });
  const outer = new Sequential([inner, new Dense(2)], { engine: theirs });
  const inputs = tensor([[1, 2]]);
  const count = (run: () => void): [number, number] => {
    ours.products = theirs.products = 0;
    run();
    return [ours.products, theirs.products];
  };

  assertEquals(count(() => inner.predict(inputs)), [1, 0]);
  assertEquals(count(() => inner.forward(inputs)), [1, 0]);
  assertEquals(count(() => shared.forward(inputs, { training: true })), [1, 0]);
  assertEquals(count(() => shared.backward(tensor([[1, 1, 1]]))), [2, 0]);
  assertEquals(count(() => outer.predict(inputs)), [0, 2]);
  const training = { training: true };
  assertEquals(count(() => outer.forward(inputs, training)), [0, 2]);
  assertEquals(count(() => outer.backward(tensor([[1, 1]]))), [0, 4]);
  assertEquals(
    outer.parameters.map(({ engine }) => engine),
    [ours, ours, theirs, theirs],
  );
});

Deno.test("A model takes the engine of layers that are built, if it is given none", () => {
  const trained = new Sequential([new Dense(3, { inputs: 2 })], {
    engine: reference,
  });
  const [layer] = trained.layers;
  assertEquals(new Sequential([layer!]).engine, reference);
  assertEquals(new Sequential([trained, new Dense(1)]).engine, reference);
  assertEquals(
    new Sequential([new Identity(), layer!], { engine: "wasm" }).engine,
    wasm,
  );
  assertEquals(new Sequential([new Dense(1)]).engine, loadEngine("auto"));
});

Deno.test("A model has no two parameters of one name, whatever its layers were part of", () => {
  const first = new Sequential([new Dense(3, { inputs: 3 }), new Dense(3)]);
  const [zero, one] = first.layers;
  const swapped = new Sequential([one!, zero!]);
  const tail = new Sequential([one!], { name: "0.dense" });
  const nested = new Sequential([tail, first.layers[0]!, new Dense(3)]);
  const around = new Sequential([nested]);
  for (const model of [first, swapped, tail, nested, around]) {
    const all = names(model);
    assertEquals(new Set(all).size, all.length);
  }
  assertEquals(names(swapped), names(first));
  assertEquals(names(around)[0], "0.sequential.0.0.dense.0.dense.kernel");
  const place = (model: Sequential, value: Tensor): string =>
    model.parameters.find((parameter) => parameter.value === value)!.name;
  const { value } = zero!.parameters[1]!;
  assertEquals(place(first, value), "0.dense.bias");
  assertEquals(place(swapped, value), "1.dense.bias");
  assertEquals(place(around, value), "0.sequential.1.dense.bias");
});
