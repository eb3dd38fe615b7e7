import { assertThrows } from "@std/assert";
import { zeros } from "@cutedl/tensor";
import { Dense, Sequential } from "../mod.ts";
import { Identity } from "../_fixtures_test.ts";
import { modelToOnnx, type ModelToOnnxOptions, onnxMapping } from "./mod.ts";

Deno.test("modelToOnnx() asks for a built model", () => {
  assertThrows(
    () => modelToOnnx(new Sequential([new Dense(2)], { name: "digits" })),
    Error,
    "Cannot export digits: expected a built model, received one that is yet " +
      "to be built: give the first layer inputs",
  );
});

Deno.test("modelToOnnx() refuses names that are none", () => {
  const model = new Sequential([new Dense(1, { inputs: 1 })]);
  const cases: [ModelToOnnxOptions, string][] = [
    [
      { inputName: "" },
      "expected inputName to be a text of at least one " +
      "character, received an empty one: leave it out for the default",
    ],
    [{ outputName: "" }, "expected outputName"],
    [{ batchName: "" }, "expected batchName"],
    [{ batchName: 3 as never }, "received number: leave it out"],
    [
      { inputName: "x", outputName: "x" },
      'expected two names for inputs and outputs, received "x" for both',
    ],
    [
      { inputName: "x\ud800" },
      'Cannot write ONNX: expected text with surrogates in pairs, received "x',
    ],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => modelToOnnx(model, options), RangeError, message);
  }
});

Deno.test("modelToOnnx() refuses whole numbers that 64 bits cannot hold", () => {
  const model = new Sequential([new Identity()]);
  model.build([1]);
  const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];
  const withIntegers = (attribute: bigint, constant: bigint) =>
    onnxMapping(Identity, (_, graph) => {
      const shape = graph.constant("shape", [constant]);
      return graph.node("Reshape", [graph.inputs, shape], {
        allowzero: attribute,
      });
    });
  modelToOnnx(model, { mappings: [withIntegers(least, most)] });
  for (
    const [attribute, constant] of [[most + 1n, 0n], [0n, least - 1n]] as const
  ) {
    assertThrows(
      () =>
        modelToOnnx(model, { mappings: [withIntegers(attribute, constant)] }),
      RangeError,
      "Cannot write ONNX: expected whole numbers of 64 bits, received " +
        (attribute === 0n ? constant : attribute),
    );
  }
});

Deno.test("modelToOnnx() refuses what no file can hold", () => {
  const huge = zeros([2 ** 26]); // a quarter of a gigabyte, never touched
  const many = onnxMapping(Identity, (_, graph) => {
    for (let i = 0; i < 8; i++) graph.constant("huge", huge);
    return graph.inputs;
  });
  const model = new Sequential([new Identity()]);
  model.build([1]);
  assertThrows(
    () => modelToOnnx(model, { mappings: [many] }),
    RangeError,
    "Cannot write ONNX: expected at most 2147483647 bytes, received 21474",
  );
});
