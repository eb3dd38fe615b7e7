import { assertEquals, assertThrows } from "@std/assert";
import { Parameter, randomTensor } from "@cutedl/tensor";
import { Fixed } from "./fixed.ts";

Deno.test("new Fixed() refuses a learning rate that float32 cannot hold, or not above 0", () => {
  const start = "start with 0.1, and lower it where the loss grows";
  const cases: [unknown, string][] = [
    [0, `received 0: ${start}`],
    [-0.5, "received -0.5: a step goes down the gradient as it is, give 0.5"],
    [NaN, `received NaN: ${start}`],
    [Infinity, `received Infinity: ${start}`],
    [-Infinity, `received -Infinity: ${start}`],
    [1e39, `received 1e+39: ${start}`],
    [1e-46, `received 1e-46: ${start}`],
    ["0.1", 'received "0.1": give it as a number, without quotes'],
    [undefined, `received undefined: ${start}`],
  ];
  for (const [bad, message] of cases) {
    assertThrows(
      () => new Fixed(bad as number),
      RangeError,
      "Cannot set learning rate: expected a number > 0 that float32 holds, " +
        message,
    );
  }
});

Deno.test("Fixed.state() is plain data", () => {
  const optimizer = new Fixed(0.1);
  optimizer.update([]);
  assertEquals(JSON.parse(JSON.stringify(optimizer.state())), {
    optimizer: "fixed",
    step: 1,
    settings: { learningRate: 0.1 },
    slots: {},
  });
});

Deno.test("Fixed.update() subtracts the scaled gradient from every element", () => {
  for (const engine of ["reference", "wasm"] as const) {
    for (const size of [1, 3, 4, 5, 16, 785]) {
      const before = randomTensor([size], { seed: size });
      const parameter = new Parameter("x", before, { engine });
      parameter.gradient.data.set(randomTensor([size], { seed: 1 }).data);
      new Fixed(0.5).update([parameter]);
      const expected = before.data.map((value, i) =>
        value - 0.5 * parameter.gradient.data[i]!
      );
      assertEquals(parameter.value.data, expected, `${engine} ${size}`);
    }
  }
});

Deno.test("Fixed.update() does not ask a frozen parameter for its gradient", () => {
  const parameter = new Parameter("x", randomTensor([2]), { trainable: false });
  Object.defineProperty(parameter, "gradient", {
    get: () => {
      throw new Error("asked, which allocates one");
    },
  });
  new Fixed(0.1).update([parameter]);
});
