import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { decodeSafetensors, type Tensor, tensor, zeros } from "@cutedl/tensor";
import {
  Activation,
  BatchNormalization,
  Dense,
  Dropout,
  LayerNormalization,
  loadPyTorchWeights,
  loadWeights,
  Sequential,
  WeightsError,
} from "../mod.ts";
import { Named, names, values } from "../_fixtures_test.ts";
import { INPUTS, LOGITS, writeFixture } from "./_pytorch_fixture_test.ts";

/** The layers of the fixture; those without tensors may be elsewhere. */
function makeModel(): Sequential {
  return new Sequential([
    new Dense(4, { inputs: 3 }),
    new Sequential([new BatchNormalization(), new Activation("relu")]),
    new Dropout(0.5),
    new Dense(3),
    new LayerNormalization(),
    new Dense(2, { useBias: false }),
  ]);
}

/** The state dict of the fixture, with changes. */
function stateDict(changes: Record<string, Tensor | undefined> = {}) {
  const { tensors } = decodeSafetensors(writeFixture());
  const changed = new Map(tensors);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) changed.delete(name);
    else changed.set(name, value);
  }
  return changed;
}

Deno.test("loadPyTorchWeights() predicts what PyTorch does, from a file of Hugging Face's", () => {
  const model = makeModel();
  const { tensors, metadata } = decodeSafetensors(writeFixture());
  assertEquals([...metadata], [["format", "pt"]]);
  loadPyTorchWeights(model, tensors);
  const logits = model.predict(INPUTS);
  LOGITS.flat().forEach((logit, i) =>
    assertAlmostEquals(logits.data[i]!, logit, 2e-6)
  );
});

Deno.test("loadPyTorchWeights() orders modules by their numbers, not as texts", () => {
  const model = new Sequential([new Dense(1, { inputs: 1 }), new Dense(1)]);
  const bias = zeros([1]);
  loadPyTorchWeights(
    model,
    new Map([
      ["net.10.weight", tensor([[10]])],
      ["net.10.bias", bias],
      ["net.9.weight", tensor([[9]])],
      ["net.9.bias", bias],
    ]),
  );
  assertEquals(values(model).map(({ data }) => data[0]), [9, 0, 10, 0]);
});

Deno.test("loadPyTorchWeights() finds numbers at any depth", () => {
  const units = { inputs: 1, useBias: false };
  const model = new Sequential(
    [1, 2, 3].map(() => new Dense(1, units)),
  );
  loadPyTorchWeights(
    model,
    new Map([
      ["1.0.weight", tensor([[3]])],
      ["0.2.linear.weight", tensor([[2]])],
      ["0.1.weight", tensor([[1]])],
    ]),
  );
  assertEquals(values(model).map(({ data }) => data[0]), [1, 2, 3]);
});

Deno.test("loadPyTorchWeights() takes modules by name", () => {
  // values and logits of PyTorch 2.13: norm(hidden(x)), tanh, out
  const model = new Sequential([
    new Dense(3, { inputs: 2 }),
    new LayerNormalization(),
    new Activation("tanh"),
    new Dense(2),
  ]);
  const weights = new Map([
    ["hidden.weight", tensor([[-1.25, 0.5], [-0.5, 1.25], [0.25, -0.75]])],
    ["hidden.bias", tensor([-0.5, 1.25, 0.25])],
    ["norm.weight", tensor([0.25, -0.75, 1])],
    ["norm.bias", tensor([1, 1.5, -1])],
    ["out.weight", tensor([[-1, 0.75, -0.25], [-1.25, 0.5, -0.5]])],
    ["out.bias", tensor([-0.25, -1.25])],
  ]);
  assertThrows(
    () => loadPyTorchWeights(model, weights),
    RangeError,
    "Cannot load weights: expected modules in an order that numbers tell, as " +
      'in nn.Sequential, received "hidden" and "norm": give the names of all ' +
      "modules that have tensors, in order, as the option modules",
  );
  loadPyTorchWeights(model, weights, { modules: ["hidden", "norm", "out"] });
  const { data } = model.predict(tensor([[0.5, -1]]));
  assertAlmostEquals(data[0]!, -0.2268238400527316, 1e-6);
  assertAlmostEquals(data[1]!, -1.6584755104084916, 1e-6);
});

Deno.test("loadPyTorchWeights() loads into a single layer, from a single module", () => {
  for (const module of ["", "fc."]) {
    const layer = new Dense(2, { inputs: 3 });
    layer.build([3]);
    loadPyTorchWeights(
      layer,
      new Map([
        [`${module}weight`, tensor([[1, 2, 3], [4, 5, 6]])],
        [`${module}bias`, tensor([7, 8])],
      ]),
    );
    assertEquals(values(layer).map((value) => value.toArray()), [
      [[1, 4], [2, 5], [3, 6]],
      [7, 8],
    ]);
  }
});

Deno.test("loadPyTorchWeights() keeps the names of layers of other kinds", () => {
  const model = new Sequential([
    new Dense(1, { useBias: false }),
    new Named("a"),
  ]);
  model.build([1]);
  assertEquals(names(model), ["0.dense.kernel", "1.named.a"]);
  loadPyTorchWeights(
    model,
    new Map([["0.weight", tensor([[3]])], ["1.a", tensor([4])]]),
  );
  assertEquals(values(model).map(({ data }) => data[0]), [3, 4]);
});

Deno.test("loadPyTorchWeights() changes nothing if anything does not fit", () => {
  const model = makeModel();
  const before = values(model);
  const error = assertThrows(
    () =>
      loadPyTorchWeights(
        model,
        stateDict({
          "0.weight": zeros([3, 4]),
          "1.running_mean": undefined,
          "3.bias": zeros([4]),
          "4.num_batches_tracked": zeros([]),
          "5.bias": zeros([2]),
        }),
        { name: "digits.safetensors" },
      ),
    WeightsError,
  );
  assertEquals(
    error.message,
    "Cannot load digits.safetensors: expected the tensors of the model, " +
      'received others: missing "1.running_mean" [4]; extra ' +
      '"4.num_batches_tracked" [], "5.bias" [2]; misshapen "0.weight", ' +
      "expected [4, 3], received [3, 4], which is its transpose, " +
      '"3.bias", expected [3], received [4]',
  );
  assertEquals(values(model), before);
});

Deno.test("loadPyTorchWeights() refuses another number of modules", () => {
  const received = '"0", "1", "3", "4", "5"';
  const fewer = new Sequential([new Dense(4, { inputs: 3 }), new Dropout(0.1)]);
  assertThrows(
    () => loadPyTorchWeights(fewer, stateDict()),
    RangeError,
    "Cannot load weights: expected 1 modules with tensors, for 0.dense, " +
      `received 5: ${received}`,
  );
  assertThrows(
    () => loadPyTorchWeights(makeModel(), stateDict(), { modules: [] }),
    RangeError,
    "Cannot load weights: expected 5 modules with tensors, for 0.dense, " +
      "1.sequential.0.batchNormalization, 3.dense, 4.layerNormalization, " +
      "5.dense, received 0: none",
  );
  const many = new Sequential(
    Array.from({ length: 22 }, () => new Dense(1, { inputs: 1 })),
  );
  assertThrows(
    () => loadPyTorchWeights(many, new Map()),
    RangeError,
    "19.dense and 2 more, received 0: none",
  );
});

Deno.test("loadPyTorchWeights() refuses modules that are not in order", () => {
  const model = makeModel();
  const cases: [string, string, string][] = [
    ["0.weight", "a.weight", '"0" and "a"'],
    ["a.0.weight", "b.1.weight", '"a.0" and "b.1"'],
    ["0.weight", "0.1.weight", '"0" and "0.1"'],
    ["1.weight", "01.weight", '"1" and "01"'],
  ];
  for (const [first, second, received] of cases) {
    assertThrows(
      () =>
        loadPyTorchWeights(
          model,
          new Map([[first, zeros([1])], [second, zeros([1])]]),
        ),
      RangeError,
      `that numbers tell, as in nn.Sequential, received ${received}: give`,
    );
  }
});

Deno.test("loadPyTorchWeights() and loadWeights() ask for a map", () => {
  const model = new Dense(2, { inputs: 3 });
  model.build([3]);
  for (const load of [loadWeights, loadPyTorchWeights]) {
    for (const [weights, received] of [[{}, "object"], [null, "null"]]) {
      assertThrows(
        () => load(model, weights as never),
        TypeError,
        "Cannot load weights: expected a Map of tensors by name, received " +
          `${received}: give one, as decodeSafetensors(bytes).tensors`,
      );
    }
  }
});

Deno.test("loadPyTorchWeights() asks for a built model", () => {
  assertThrows(
    () => loadPyTorchWeights(new Dense(2), new Map()),
    Error,
    "Cannot load weights: expected a built model, received dense before " +
      "build: call build(inputShape)",
  );
});
