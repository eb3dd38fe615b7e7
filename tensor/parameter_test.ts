import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { loadEngine, Parameter, ShapeError, tensor, zeros } from "./mod.ts";

for (const engine of ["reference", "wasm"] as const) {
  Deno.test(`Parameter copies its initial value (${engine})`, () => {
    const initial = tensor([[1, 2]]);
    const parameter = new Parameter("kernel", initial, { engine });
    parameter.value.data[0] = 9;
    assertEquals(initial.toArray(), [[1, 2]]);
    assertEquals(parameter.value.shape, [1, 2]);
    assertStrictEquals(parameter.engine, loadEngine(engine));
  });

  Deno.test(`Parameter.gradient is zeros of its own until it is written (${engine})`, () => {
    const parameter = new Parameter("kernel", tensor([[1], [2]]), { engine });
    assertEquals(parameter.gradient.toArray(), [[0], [0]]);
    parameter.gradient.data[1] = 3;
    assertEquals(parameter.gradient.toArray(), [[0], [3]]);
    assertStrictEquals(parameter.gradient, parameter.gradient);
    assertEquals(parameter.value.toArray(), [[1], [2]]);
  });

  Deno.test(`Parameter.assign() copies into the live value (${engine})`, () => {
    const parameter = new Parameter("bias", zeros([2]), { engine });
    const { value } = parameter;
    const given = tensor([3, 4]);
    parameter.assign(given);
    given.data[0] = 9;
    assertStrictEquals(parameter.value, value);
    assertEquals(value.toArray(), [3, 4]);
  });

  Deno.test(`Parameter shares all but the name under another one (${engine})`, () => {
    const bias = new Parameter("bias", tensor([1, 2]), { engine });
    const second = new Parameter("0.dense.bias", bias);
    const third = new Parameter("1.sequential.0.dense.bias", second);
    assertEquals([bias.name, second.name], ["bias", "0.dense.bias"]);
    for (const other of [second, third]) {
      assertStrictEquals(other.engine, bias.engine);
      assertStrictEquals(other.value, bias.value);
    }
    third.gradient.data[0] = 3; // made here first
    assertStrictEquals(bias.gradient, third.gradient);
    assertStrictEquals(second.gradient, third.gradient);
    for (const trainable of [false, true]) {
      second.trainable = trainable;
      assertEquals([bias.trainable, third.trainable], [trainable, trainable]);
    }
  });

  Deno.test(`Parameter takes no engine memory for another name (${engine})`, () => {
    const bias = new Parameter("bias", tensor([1, 2]), { engine });
    const before = bias.engine.bytesInUse;
    new Parameter("0.dense.bias", bias);
    assertEquals(bias.engine.bytesInUse, before);
  });

  Deno.test(`Parameter.value.clone() is an ordinary array that stays (${engine})`, () => {
    const parameter = new Parameter("bias", tensor([1]), { engine });
    const copy = parameter.value.clone();
    parameter.assign(tensor([2]));
    assertEquals(copy.toArray(), [1]);
    assert(copy.data.buffer instanceof ArrayBuffer);
  });
}

Deno.test("Parameter is trainable unless told otherwise", () => {
  assert(new Parameter("a", tensor([1])).trainable);
  assert(!new Parameter("a", tensor([1]), { trainable: false }).trainable);
});

Deno.test("Parameter.assign() names the parameter and both shapes", () => {
  const parameter = new Parameter("0.dense.bias", zeros([3]));
  assertThrows(
    () => parameter.assign(zeros([2])),
    ShapeError,
    "Cannot assign parameter 0.dense.bias: expected value [3], received [2]",
  );
});
