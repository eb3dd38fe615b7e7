import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { tensor, zeros } from "@cutedl/tensor";
import { Dense, loadWeights, Sequential, WeightsError } from "../mod.ts";
import { values } from "../_fixtures_test.ts";
import { Noise } from "./_fixtures_test.ts";

/** A model with `0.dense.kernel`, `0.dense.bias` and `1.noise.count`. */
function makeModel(): Sequential {
  return new Sequential([new Dense(2, { inputs: 3 }), new Noise({ scale: 1 })]);
}

Deno.test("loadWeights() copies parameters and buffers by name", () => {
  const model = makeModel();
  const kernel = tensor([[1, 2], [3, 4], [5, 6]]);
  loadWeights(
    model,
    new Map([
      ["1.noise.count", tensor([9])],
      ["0.dense.bias", tensor([7, 8])],
      ["0.dense.kernel", kernel],
    ]),
  );
  kernel.data.fill(0);
  assertEquals(values(model).map((value) => value.toArray()), [
    [[1, 2], [3, 4], [5, 6]],
    [7, 8],
  ]);
  assertEquals(model.buffers[0]!.value.toArray(), [9]);
});

Deno.test("loadWeights() changes nothing if anything does not fit", () => {
  const model = makeModel();
  const before = values(model);
  const error = assertThrows(
    () =>
      loadWeights(
        model,
        new Map([
          ["0.dense.kernel", zeros([3, 2])],
          ["0.dense.bias", zeros([3])],
          ["constructor", zeros([])],
        ]),
        { name: "weights of a.safetensors" },
      ),
    WeightsError,
  );
  assertEquals(
    error.message,
    "Cannot load weights of a.safetensors: expected the tensors of the model, " +
      'received others: missing "1.noise.count" [1]; extra "constructor" []; ' +
      'misshapen "0.dense.bias", expected [2], received [3]',
  );
  assertEquals(error.missing, [{ name: "1.noise.count", shape: [1] }]);
  assertEquals(error.extra, [{ name: "constructor", shape: [] }]);
  assertEquals(error.misshapen, [
    { name: "0.dense.bias", expected: [2], received: [3] },
  ]);
  assertEquals(values(model), before);
});

Deno.test("loadWeights() asks for a built model", () => {
  assertThrows(
    () => loadWeights(new Dense(2), new Map()),
    Error,
    "Cannot load weights: expected a built model, received dense before " +
      "build: call build(inputShape)",
  );
});

Deno.test("loadWeights() refuses what is too many", () => {
  const layer = new Dense(1, { useBias: false });
  layer.build([1]);
  const weights = new Map([["kernel", zeros([1, 1])], ["bias", zeros([1])]]);
  const { extra } = assertThrows(
    () => loadWeights(layer, weights),
    WeightsError,
  );
  assertEquals(extra, [{ name: "bias", shape: [1] }]);
});

Deno.test("WeightsError tells a transpose from another shape", () => {
  const message = (expected: number[], received: number[]): string =>
    new WeightsError({
      name: "a",
      missing: [],
      extra: [],
      misshapen: [{ name: "k", expected, received }],
    }).message;
  assertMatch(
    message([2, 3], [3, 2]),
    /received \[3, 2\], which is its transpose$/,
  );
  assertMatch(message([2, 3], [3, 3]), /received \[3, 3\]$/);
  assertMatch(message([1, 2, 3], [3, 2, 1]), /received \[3, 2, 1\]$/);
});

Deno.test("WeightsError shows so many of each kind", () => {
  const some = Array.from({ length: 52 }, (_, i) => ({
    name: `${i}`,
    shape: [i],
  }));
  const { message, extra } = new WeightsError({
    name: "a",
    missing: [],
    extra: some,
    misshapen: [],
  });
  assertEquals(
    message.slice(0, 87),
    "Cannot load a: expected the tensors of the model, received others: extra " +
      '"0" [0], "1" [',
  );
  assertEquals(message.slice(-20), '"49" [49] and 2 more');
  assertEquals(extra, some);
});
