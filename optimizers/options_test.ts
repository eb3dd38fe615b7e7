import { assert, assertEquals, assertThrows } from "@std/assert";
import { Parameter, tensor } from "@cutedl/tensor";
import { assertClose } from "../tests/assert_close.ts";
import { cases, createWeights } from "./_cases_test.ts";
import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  Fixed,
  Momentum,
  type Optimizer,
  type OptimizerOptions,
  RMSProp,
} from "./mod.ts";

/** A kernel of -3, 0 and 5, and a bias of 5, with gradients of 3, 0, -4 and 12. */
function createModel(): [Parameter, Parameter] {
  const kernel = new Parameter("0.dense.kernel", tensor([[-3, 0, 5]]));
  const bias = new Parameter("0.dense.bias", tensor([5]));
  kernel.gradient.data.set([3, 0, -4]);
  bias.gradient.data.set([12]);
  return [kernel, bias];
}

/** Values of the model after one step. */
function stepped(
  optimizer: Optimizer,
  model: readonly Parameter[] = createModel(),
): number[] {
  optimizer.update(model);
  return model.flatMap(({ value }) => [...value.data]);
}

Deno.test("Optimizer clips by the norm over all parameters together", () => {
  // √(9 + 16 + 144) = 13
  const values = stepped(new Fixed(1, { clipNorm: 1.3 }));
  assertClose(values, [-3.3, 0, 5.4, 3.8], { absolute: 1e-6 });
  const same = stepped(new Fixed(1, { clipNorm: 13.001 }));
  assertEquals(same, [-6, 0, 9, -7]);
});

Deno.test("Optimizer leaves frozen parameters out of the norm", () => {
  const model = createModel();
  model[1].trainable = false; // √(9 + 16) = 5
  const values = stepped(new Fixed(1, { clipNorm: 1 }), model);
  assertClose(values, [-3.6, 0, 5.8, 5], { absolute: 1e-6 });
});

Deno.test("Optimizer clips a gradient that is zero, and one whose squares overflow", () => {
  const [kernel, bias] = createModel();
  const optimizer = new Fixed(1, { clipNorm: 5 });
  kernel.gradient.data.fill(0);
  bias.gradient.data.fill(0);
  assertEquals(stepped(optimizer, [kernel, bias]), [-3, 0, 5, 5]);
  kernel.gradient.data.set([3e30, 0, -4e30]);
  const values = stepped(optimizer, [kernel, bias]);
  assertClose(values, [-6, 0, 9, 5], { absolute: 1e-5 });
});

Deno.test("Optimizer clips each element by value", () => {
  const values = stepped(new Fixed(1, { clipValue: 3.5 }));
  assertEquals(values, [-6, 0, 8.5, 1.5]);
});

Deno.test("Optimizer adds the gradients of penalties to kernels, not to biases", () => {
  assertEquals(stepped(new Fixed(1, { l1: 0.5 })), [-5.5, 0, 8.5, -7]);
  assertEquals(stepped(new Fixed(1, { l2: 0.5 })), [-4.5, 0, 6.5, -7]);
  assertEquals(stepped(new Fixed(1, { l1: 1, l2: 1 })), [-2, 0, 3, -7]);
});

Deno.test("Optimizer adds penalties after clipping", () => {
  const values = stepped(new Fixed(1, { clipValue: 1, l1: 0.5, l2: 1 }));
  assertEquals(values, [-0.5, 0, 0.5, 4]);
});

Deno.test("Optimizer asks a penalty that is a function once for each parameter, biases too", () => {
  const model = createModel();
  const asked: string[] = [];
  const optimizer = new Fixed(1, {
    l2: ({ name }) => {
      asked.push(name);
      return name === "0.dense.bias" ? 0.5 : 0;
    },
  });
  assertEquals(stepped(optimizer, model), [-6, 0, 9, -9.5]);
  assertEquals(stepped(optimizer, model), [-9, 0, 13, -16.75]);
  assertEquals(asked, ["0.dense.kernel", "0.dense.bias"]);
});

Deno.test("AdamW decays kernels beside the means, biases only where a function says so", () => {
  const start = [-3, 0, 5, 5];
  const steps = [1, 0, -1, 1]; // of Adam at first: the sign of the gradient
  const kernels = stepped(new AdamW(0.5, { weightDecay: 0.25 }));
  const decayed = [-3, 0, 5, 0].map((w, i) =>
    start[i]! - 0.5 * (steps[i]! + 0.25 * w)
  );
  assertClose(kernels, decayed, { absolute: 1e-6 });
  const all = stepped(new AdamW(0.5, { weightDecay: () => 0.25 }));
  const every = start.map((w, i) => w - 0.5 * (steps[i]! + 0.25 * w));
  assertClose(all, every, { absolute: 1e-6 });
});

for (const { name, create } of cases) {
  Deno.test(`${name} takes clipping and penalties as changes of the gradient`, () => {
    const [given, changed] = [createWeights(), createWeights()];
    const [a, b] = [
      create(undefined, { clipValue: 0.75, l1: 0.125, l2: 0.25 }),
      create(),
    ];
    for (let step = 0; step < 5; step++) {
      given.gradient.data.set([1, -2, 0.5, 4, -0.25, 0].map((x) => x + step));
      changed.gradient.data.set(given.gradient.data.map((g, i) => {
        const w = changed.value.data[i]!;
        const clipped = Math.max(-0.75, Math.min(0.75, g));
        return clipped + 0.25 * w + 0.125 * Math.sign(w);
      }));
      a.update([given]);
      b.update([changed]);
    }
    assertClose(given.value.data, changed.value.data, { absolute: 2e-6 });
  });

  Deno.test(`${name} refuses options that are out of their range`, () => {
    const attempts: [OptimizerOptions, string][] = [
      [
        { clipNorm: 0 },
        "clipNorm to be a number > 0 that float32 holds, received 0",
      ],
      [
        { clipNorm: NaN },
        "clipNorm to be a number > 0 that float32 holds, received NaN",
      ],
      [
        { clipValue: -1 },
        "clipValue to be a number > 0 that float32 holds, received -1",
      ],
      [
        { clipValue: Infinity },
        "clipValue to be a number > 0 that float32 holds",
      ],
      [{ clipValue: 1e-46 }, "clipValue to be a number > 0 that float32 holds"],
      [
        { clipNorm: 1, clipValue: 1 },
        "clipNorm or clipValue, received both: leave one of them out",
      ],
      [{ l1: -1 }, "l1 to be a number >= 0 that float32 holds, received -1"],
      [{ l2: NaN }, "l2 to be a number >= 0 that float32 holds, received NaN"],
      [
        { l2: "1" as unknown as number },
        'l2 to be a number >= 0 that float32 holds, received "1"',
      ],
    ];
    for (const [options, message] of attempts) {
      const error = assertThrows(
        () => create(0.1, options),
        RangeError,
        message,
      );
      assert(error.message.startsWith("Cannot create optimizer "));
    }
  });

  Deno.test(`${name} refuses a penalty that gives no strength, and changes nothing`, () => {
    for (const bad of [NaN, -1, undefined, Infinity]) {
      const model = createModel();
      const optimizer = create(0.1, {
        l1: ({ name }) => name === "0.dense.bias" ? bad! : 0,
      });
      assertThrows(
        () => optimizer.update(model),
        RangeError,
        "Cannot update parameters: expected l1 of 0.dense.bias to be a number " +
          `>= 0 that float32 holds, received ${bad}`,
      );
      assertEquals(model[0].value.toArray(), [[-3, 0, 5]]);
      assertEquals(optimizer.step, 0);
    }
  });
}

Deno.test("new optimizers refuse settings that are out of their range", () => {
  const below1 = [1, -0.1, NaN, 1 - 1e-9];
  const attempts: [string, number[], (value: number) => Optimizer][] = [
    ["momentum", below1, (momentum) => new Momentum(0.1, { momentum })],
    ["epsilon", [0, NaN], (epsilon) => new Adagrad(0.1, { epsilon })],
    ["rho", below1, (rho) => new RMSProp(0.1, { rho })],
    ["epsilon", [0, -1], (epsilon) => new RMSProp(0.1, { epsilon })],
    ["rho", below1, (rho) => new Adadelta(0.1, { rho })],
    ["epsilon", [0, 1e-46], (epsilon) => new Adadelta(0.1, { epsilon })],
    ["beta1", below1, (beta1) => new Adam(0.1, { beta1 })],
    ["beta2", below1, (beta2) => new Adam(0.1, { beta2 })],
    ["epsilon", [0, Infinity], (epsilon) => new Adam(0.1, { epsilon })],
    ["beta1", below1, (beta1) => new AdamW(0.1, { beta1 })],
    ["beta2", below1, (beta2) => new AdamW(0.1, { beta2 })],
    ["epsilon", [0], (epsilon) => new AdamW(0.1, { epsilon })],
    [
      "weightDecay",
      [-1, NaN],
      (value) => new AdamW(0.1, { weightDecay: value }),
    ],
    [
      "nesterov",
      [1],
      (value) => new Momentum(0.1, { nesterov: value as unknown as boolean }),
    ],
  ];
  const expected: Record<string, string> = {
    epsilon: "a number > 0 that float32 holds",
    weightDecay: "a number >= 0 that float32 holds",
    nesterov: "true or false",
  };
  for (const [name, values, create] of attempts) {
    for (const value of values) {
      assertThrows(
        () => create(value),
        RangeError,
        `: expected ${name} to be ` +
          `${expected[name] ?? "a number >= 0 and < 1 that float32 holds"}, ` +
          `received ${value}: leave it out for the default`,
      );
    }
  }
  new Momentum(0.1, { momentum: 0 });
  new Adam(0.1, { beta1: 0, beta2: 0 });
});
