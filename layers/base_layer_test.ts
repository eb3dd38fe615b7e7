import {
  Activation,
  type BaseLayer,
  BatchNormalization,
  Dropout,
  Flatten,
  LayerNormalization,
  Reshape,
} from "./mod.ts";
import {
  loadEngine,
  randomTensor,
  ReusedWorkspace,
  ShapeError,
  zeros,
} from "@cutedl/tensor";
import {
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";

const reference = loadEngine("reference");

/** Every layer that extends it, for inputs [4, 3]; its title. */
const makers: [string, () => BaseLayer<unknown>][] = [
  ["activation layer", () => new Activation("gelu")],
  ["batch normalization layer", () => new BatchNormalization()],
  ["dropout layer", () => new Dropout(0.5)],
  ["flatten layer", () => new Flatten()],
  ["layer normalization layer", () => new LayerNormalization()],
  ["reshape layer", () => new Reshape([6, 2])],
];

for (const [title, make] of makers) {
  const { name } = make().constructor;

  Deno.test(`${name} is built once, for one shape`, () => {
    const layer = make();
    assertEquals([layer.inputShape, layer.outputShape], [undefined, undefined]);
    assertEquals([layer.parameters, layer.buffers], [[], []]);
    assertEquals([layer.engine, layer.random], [undefined, undefined]);

    layer.build([4, 3], { engine: reference });
    const { parameters, buffers, random } = layer;
    assertEquals(layer.build([4, 3], { engine: "wasm" }), undefined);
    assertEquals(layer.inputShape, [4, 3]);
    assertStrictEquals(layer.engine, reference);
    assertStrictEquals(layer.parameters, parameters);
    assertStrictEquals(layer.buffers, buffers);
    assertStrictEquals(layer.random, random);
    assertEquals(
      assertThrows(
        () => layer.build([3, 4], { name: "2.it" }),
        ShapeError,
      ).message,
      "Cannot build layer 2.it: expected input shape [4, 3], received [3, 4]: " +
        "it is built already; create a new one for other inputs",
    );
  });

  Deno.test(`${name}.build() can be taken back, the first time`, () => {
    const layer = make();
    const undo = layer.build([4, 3])!;
    layer.forward(zeros([2, 4, 3]), { training: true });
    undo();
    assertEquals([layer.parameters, layer.buffers], [[], []]);
    assertEquals([layer.outputShape, layer.random], [undefined, undefined]);
    layer.build([2, 6]); // forgot the shape, and the pass
    const gradient = zeros([2, ...layer.outputShape!]);
    assertThrows(() => layer.backward(gradient), Error, "a forward pass");
  });

  Deno.test(`${name} refuses sizes that are none`, () => {
    for (const size of [0, -1, 1.5, NaN]) {
      const layer = make();
      assertEquals(
        assertThrows(() => layer.build([size, 3]), RangeError).message,
        `Cannot build ${title}: expected sizes of inputs that are whole ` +
          `numbers >= 1, received [${size}, 3]: give the shape of one input`,
      );
      assertEquals(layer.outputShape, undefined);
    }
  });

  Deno.test(`${name} asks to be built`, () => {
    const message =
      `Cannot apply ${title}: expected a built layer, received one that is ` +
      "yet to be built: call build(inputShape), or put it in a Sequential " +
      "whose first layer is given inputs";
    const uses = [
      () => make().forward(zeros([1, 4, 3])),
      () => make().backward(zeros([1, 4, 3])),
    ];
    for (const use of uses) {
      assertEquals(assertThrows(use, Error).message, message);
    }
  });

  Deno.test(`${name} names both shapes of inputs and of a gradient that do not fit`, () => {
    const layer = make();
    layer.build([4, 3]);
    assertEquals(
      assertThrows(() => layer.forward(zeros([5, 12])), ShapeError).message,
      `Cannot apply ${title}: expected inputs [batch, 4, 3], received ` +
        "[5, 12]: reshape them with inputs.reshape([5, 4, 3])",
    );
    layer.forward(zeros([2, 4, 3]), { training: true });
    const expected = [2, ...layer.outputShape!];
    assertThrows(
      () => layer.backward(zeros([2, 5])),
      ShapeError,
      `Cannot differentiate ${title}: expected gradient ` +
        `[${expected.join(", ")}], received [2, 5]`,
    );
  });

  Deno.test(`${name}.backward() asks for a forward pass with training`, () => {
    const layer = make();
    layer.build([4, 3]);
    layer.forward(zeros([2, 4, 3]));
    const gradient = zeros([2, ...layer.outputShape!]);
    assertEquals(
      assertThrows(() => layer.backward(gradient), Error).message,
      `Cannot differentiate ${title}: expected a forward pass to go back ` +
        "from, received none: call forward(inputs, { training: true }) first",
    );
  });

  for (const engine of [reference, loadEngine("wasm")]) {
    Deno.test(`${name} goes back from training, whatever is evaluated between, on ${engine.name}`, () => {
      const inputs = randomTensor([5, 4, 3], { seed: 1 });
      const others = randomTensor([5, 4, 3], { seed: 2 });
      const before = [inputs.clone(), others.clone()];
      const run = (evaluates: boolean) => {
        const layer = make();
        layer.build([4, 3], { engine });
        const workspace = new ReusedWorkspace(engine);
        const outputs = layer.forward(inputs, { training: true, workspace });
        const copy = outputs.clone();
        if (evaluates) layer.forward(others, { workspace });
        assertEquals(outputs.clone(), copy);
        const gradient = randomTensor(outputs.shape, { seed: 3 });
        const gradientBefore = gradient.clone();
        const inputGradient = layer.backward(gradient, { workspace }).clone();
        assertEquals(gradient, gradientBefore);
        return { copy, inputGradient };
      };
      assertEquals(run(true), run(false));
      assertEquals([inputs, others], before);
    });

    Deno.test(`${name} gives ordinary tensors, or the same memory of a workspace, on ${engine.name}`, () => {
      const layer = make();
      layer.build([4, 3], { engine });
      const inputs = randomTensor([5, 4, 3], { seed: 1 });
      const gradient = randomTensor([5, ...layer.outputShape!], { seed: 2 });
      const workspace = new ReusedWorkspace(engine);
      const step = (options: { workspace?: ReusedWorkspace } = {}) => {
        const outputs = layer.forward(inputs, { training: true, ...options });
        const inputGradient = layer.backward(gradient, options);
        return [outputs.data, inputGradient.data];
      };
      const shared = [inputs.data, gradient.data] as unknown[];
      const [first, second] = [step(), step()];
      first.forEach((data, i) =>
        shared.includes(data) || assertNotStrictEquals(data, second[i])
      );
      const kept = step({ workspace });
      const { bytesInUse } = engine;
      step({ workspace }).forEach((data, i) =>
        assertStrictEquals(data, kept[i])
      );
      assertEquals(engine.bytesInUse, bytesInUse);
    });

    Deno.test(`${name} takes empty batches and batches of one on ${engine.name}`, () => {
      for (const training of [true, false]) {
        const layer = make();
        layer.build([4, 3], { engine });
        const buffers = layer.buffers.map(({ value }) => value.clone());
        for (const batch of [0, 1]) {
          const outputs = layer.forward(zeros([batch, 4, 3]), { training });
          assertEquals(outputs.shape, [batch, ...layer.outputShape!]);
          assertEquals(outputs.data.some(Number.isNaN), false);
          if (!training) continue;
          layer.parameters.forEach((p) => p.gradient.data.fill(7)); // stale
          const gradient = layer.backward(zeros(outputs.shape));
          assertEquals(gradient.shape, [batch, 4, 3]);
          assertEquals(gradient.data.some(Number.isNaN), false);
          for (const { gradient } of layer.parameters) {
            assertEquals(gradient, zeros(gradient.shape));
          }
        }
        if (!training) {
          assertEquals(layer.buffers.map(({ value }) => value), buffers);
        }
      }
    });
  }

  Deno.test(`${name}.backward() gives no gradient for the inputs where none is wanted`, () => {
    const layer = make();
    layer.build([4, 3]);
    const inputs = randomTensor([5, 4, 3], { seed: 1 });
    const outputs = layer.forward(inputs, { training: true });
    const gradient = randomTensor(outputs.shape, { seed: 2 });
    layer.backward(gradient);
    const expected = layer.parameters.map(({ gradient }) => gradient.clone());
    layer.parameters.forEach((p) => p.gradient.data.fill(7));
    assertEquals(
      layer.backward(gradient, { inputGradient: false }),
      undefined,
    );
    assertEquals(
      layer.parameters.map(({ gradient }) => gradient.clone()),
      expected,
    );
  });
}
