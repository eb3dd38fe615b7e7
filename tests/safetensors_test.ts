import { safetensors } from "@jax-js/loaders";
import {
  BatchNormalization,
  Dense,
  modelToBytes,
  Sequential,
} from "@cutedl/layers";
import { encodeSafetensors, tensor, zeros } from "@cutedl/tensor";
import { assertEquals } from "@std/assert";

// files of ours, read by a reader that others have written

Deno.test("@jax-js/loaders reads the weights of a model", () => {
  const model = new Sequential([
    new Dense(5, { inputs: 3, activation: "relu" }),
    new BatchNormalization(),
    new Dense(2),
  ], { seed: 1 });
  const { tensors, metadata } = safetensors.parse(modelToBytes(model));
  const expected = [...model.parameters, ...model.buffers];
  assertEquals(
    Object.keys(tensors).sort(),
    expected.map(({ name }) => name).sort(),
  );
  for (const { name, value } of expected) {
    const { dtype, shape, data } = tensors[name]!;
    assertEquals([dtype, shape], ["F32", [...value.shape]]);
    assertEquals(data, new Float32Array(value.data));
  }
  assertEquals(JSON.parse(metadata!.cutedl!).inputShape, [3]);
});

Deno.test("@jax-js/loaders reads tensors of any name and shape", () => {
  const written = new Map([
    ["scalar", tensor(0.1)],
    ["empty", zeros([0, 3])],
    ['quotes " and \\', tensor([NaN, -0, Infinity])],
    ["ключ 🗝", tensor([[[1], [2]]])],
  ]);
  const { tensors } = safetensors.parse(encodeSafetensors(written));
  assertEquals(Object.keys(tensors).length, written.size);
  for (const [name, { shape, data }] of written) {
    assertEquals(tensors[name]!.shape, [...shape]);
    assertEquals(tensors[name]!.data, data);
  }
});
