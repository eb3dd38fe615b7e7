import { Activation, type ActivationFunction, Dense } from "./mod.ts";
import { loadEngine, randomTensor, tensor } from "@cutedl/tensor";
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";

for (const engine of [loadEngine("reference"), loadEngine("wasm")]) {
  Deno.test(`Activation computes what a dense layer with it does on ${engine.name}`, () => {
    for (const activation of ["relu", "gelu", "softmax"] as const) {
      const dense = new Dense(4, { activation });
      const [linear, layer] = [new Dense(4), new Activation(activation)];
      dense.build([3], { engine });
      linear.build([3], { engine });
      layer.build([4], { engine });
      const inputs = randomTensor([5, 3], { seed: 1 });
      const gradient = randomTensor([5, 4], { seed: 2 });
      const options = { training: true };

      const outputs = layer.forward(linear.forward(inputs, options), options);
      assertEquals(outputs, dense.forward(inputs, options));
      assertEquals(
        linear.backward(layer.backward(gradient)),
        dense.backward(gradient),
      );
    }
  });

  Deno.test(`Activation takes inputs of any shape, softmax over the last axis, on ${engine.name}`, () => {
    const layer = new Activation("softmax");
    layer.build([2, 2], { engine });
    const outputs = layer.forward(tensor([[[0, 0], [1e4, 0]]]));
    assertEquals(outputs.toArray(), [[[0.5, 0.5], [1, 0]]]);
  });
}

Deno.test("Activation takes a function that is given", () => {
  const square: ActivationFunction = {
    name: "square",
    savesInputs: true,
    forward: (inputs, { outputs }) =>
      outputs.data.set(inputs.data.map((z) => z * z)),
    backward: (gradient, { saved, outputs }) =>
      outputs.data.set(gradient.data.map((g, i) => 2 * saved.data[i]! * g)),
  };
  const layer = new Activation(square);
  assertStrictEquals(layer.activation, square);
  assertEquals(layer.outputActivation, "square");
  layer.build([2]);
  const outputs = layer.forward(tensor([[3, 4]]), { training: true });
  assertEquals(outputs.toArray(), [[9, 16]]);
  assertEquals(layer.backward(tensor([[1, 10]])).toArray(), [[6, 80]]);
});

Deno.test("Activation refuses a name that it does not know", () => {
  assertThrows(
    () => new Activation("rleu" as "relu"),
    RangeError,
    'Cannot create activation layer: expected activation "linear", "relu"',
  );
});
