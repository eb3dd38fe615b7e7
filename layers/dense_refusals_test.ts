import { Dense, Zeros } from "./mod.ts";
import { ShapeError, zeros } from "@cutedl/tensor";
import { assertEquals, assertThrows } from "@std/assert";

Deno.test("Dense names the reshaping of inputs that do not fit", () => {
  const layer = new Dense(10);
  layer.build([784]);
  const error = assertThrows(
    () => layer.forward(zeros([32, 28, 28])),
    ShapeError,
  );
  assertEquals(
    error.message,
    "Cannot apply dense layer: expected inputs [batch, 784], received " +
      "[32, 28, 28]: flatten them with inputs.reshape([32, 784])",
  );
  assertThrows(
    () => layer.forward(zeros([784])),
    ShapeError,
    "a single one is inputs.reshape([1, 784])",
  );
  assertThrows(
    () => layer.forward(zeros([32, 100])),
    ShapeError,
    "expected inputs [batch, 784], received [32, 100]",
  );
});

Deno.test("Dense.backward() names both shapes of a gradient that does not fit", () => {
  const layer = new Dense(3);
  layer.build([5]);
  layer.forward(zeros([4, 5]), { training: true });
  assertThrows(
    () => layer.backward(zeros([2, 3])),
    ShapeError,
    "Cannot differentiate dense layer: expected gradient [4, 3], " +
      "received [2, 3]",
  );
});

Deno.test("Dense.backward() asks for a forward pass with training", () => {
  const layer = new Dense(3);
  layer.build([5]);
  layer.forward(zeros([4, 5]));
  const error = assertThrows(() => layer.backward(zeros([4, 3])), Error);
  assertEquals(
    error.message,
    "Cannot differentiate dense layer: expected a forward pass to go back " +
      "from, received none: call forward(inputs, { training: true }) first",
  );
});

Deno.test("Dense asks to be built", () => {
  const layer = new Dense(10);
  const message = "expected a built layer, received one that is yet to be " +
    "built: call build(inputShape), or put it in a Sequential whose first layer is " +
    "given inputs";
  assertThrows(() => layer.forward(zeros([1, 784])), Error, message);
  assertThrows(() => layer.backward(zeros([1, 10])), Error, message);
  assertThrows(
    () => new Dense(10, { inputs: 784 }).forward(zeros([1, 784])),
    Error,
    "call build([784])",
  );
});

Deno.test("Dense refuses numbers that are no counts", () => {
  for (const count of [0, -3, 2.5, NaN, Infinity]) {
    assertThrows(
      () => new Dense(count),
      RangeError,
      "Cannot create dense layer: expected units to be a whole number >= 1, " +
        `received ${count}: give the number of units, such as 10`,
    );
    assertThrows(
      () => new Dense(1, { inputs: count }),
      RangeError,
      `expected inputs to be a whole number >= 1, received ${count}: give ` +
        "the number of inputs, such as 10",
    );
  }
});

Deno.test("Dense lists the names it knows", () => {
  const activations = '"linear", "relu", "leakyRelu", "sigmoid", "tanh", ' +
    '"gelu", "softplus", "softmax"';
  const initializers =
    '"glorotUniform", "heNormal", "uniform", "normal", "zeros"';
  for (const name of ["rleu", "", "constructor", "__proto__"]) {
    assertThrows(
      () => new Dense(1, { activation: name as "relu" }),
      RangeError,
      `Cannot create dense layer: expected activation ${activations} or an ` +
        `object with savesInputs, forward and backward, received "${name}"`,
    );
    for (const option of ["kernelInitializer", "biasInitializer"]) {
      assertThrows(
        () => new Dense(1, { [option]: name }),
        RangeError,
        `Cannot create dense layer: expected ${option} ${initializers} or an ` +
          `object with initialize, received "${name}"`,
      );
    }
  }
});

Deno.test("Dense refuses what is neither a name nor an object that fits", () => {
  const refused = (kernelInitializer: unknown): void => {
    new Dense(1, { kernelInitializer: kernelInitializer as Zeros });
  };
  assertThrows(
    () => refused(Zeros),
    TypeError,
    "received a function: create the object with new",
  );
  assertThrows(() => refused(null), TypeError, "received null");
  assertThrows(() => refused({}), TypeError, "received object");
  assertThrows(() => refused(3), TypeError, "received number");
});
