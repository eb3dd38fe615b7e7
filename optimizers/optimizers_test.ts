import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { assertThrows } from "@std/assert";
import { Parameter, tensor } from "@cutedl/tensor";
import { assertClose } from "../tests/assert_close.ts";
import {
  cases,
  createWeights,
  engines,
  gradientsAt,
  type Memory,
  stepTo,
} from "./_cases_test.ts";

const curvatures = [1, 2, 3, 0.5, 1, 2, 3, 0.5, 1]; // as many as SIMD has tails
const bottom = curvatures.map((_, i) => i - 4);

for (const { name, create, createOther, ...rule } of cases) {
  for (const engine of engines) {
    Deno.test(`${name} takes the steps of PyTorch 2.13.0 (${engine})`, () => {
      const weights = createWeights(engine);
      stepTo(5, create(), [weights]);
      assertClose(weights.value.data, rule.torch, { absolute: 5e-7 });
    });

    Deno.test(`${name} takes the steps of its formula in float64 (${engine})`, () => {
      const parameter = createWeights(engine);
      const optimizer = create();
      const weights = [...parameter.value.data];
      const memories = weights.map((): Memory => ({ a: 0, b: 0 }));
      for (let step = 0; step < 50; step++) {
        gradientsAt(step, weights.length).forEach((g, i) => {
          weights[i]! -= rule.change(g, memories[i]!, step + 1, weights[i]!);
        });
        stepTo(step + 1, optimizer, [parameter]);
        assertEquals(optimizer.step, step + 1);
        assertClose(parameter.value.data, weights, { absolute: 4e-6 });
      }
    });

    Deno.test(`${name} runs down a parabola (${engine})`, () => {
      const x = new Parameter("x", tensor(bottom.map(() => 0)), { engine });
      const { value: { data }, gradient } = x;
      const [rate, steps] = rule.parabola;
      const optimizer = create(rate);
      for (let step = 0; step < steps; step++) {
        curvatures.forEach((c, i) =>
          gradient.data[i] = c * (data[i]! - bottom[i]!)
        );
        optimizer.update([x]);
      }
      assertClose(data, bottom, { absolute: 1e-3 });
    });

    Deno.test(`${name} runs through the Rosenbrock valley (${engine})`, () => {
      const xy = new Parameter("xy", tensor([-1.2, 1]), { engine });
      const { value: { data }, gradient } = xy;
      const [rate, steps] = rule.valley;
      const optimizer = create(rate);
      for (let step = 0; step < steps; step++) {
        const [x, y] = [data[0]!, data[1]!];
        gradient.data[0] = -2 * (1 - x) - 400 * x * (y - x ** 2);
        gradient.data[1] = 200 * (y - x ** 2);
        optimizer.update([xy]);
      }
      const [x, y] = [data[0]!, data[1]!];
      assert((1 - x) ** 2 + 100 * (y - x ** 2) ** 2 < 1e-3, `at ${x}, ${y}`);
    });
  }

  Deno.test(`${name} updates in place, and leaves gradients alone`, () => {
    const weights = createWeights();
    const { data } = weights.value;
    weights.gradient.data.set([1, 2, 4, 8, 16, 32]);
    create().update([weights]);
    assert(weights.value.data === data && data[0] !== 0.5);
    assertEquals([...weights.gradient.data], [1, 2, 4, 8, 16, 32]);
  });

  Deno.test(`${name} allocates nothing after the first step`, () => {
    const weights = createWeights();
    const { engine } = weights;
    const optimizer = create(undefined, { clipNorm: 1, l1: 1e-4, l2: 1e-4 });
    stepTo(1, optimizer, [weights]);
    const { bytesInUse } = engine;
    const { allocate } = engine;
    try {
      engine.allocate = () => {
        throw new Error("allocates");
      };
      stepTo(100, optimizer, [weights]);
    } finally {
      engine.allocate = allocate;
    }
    assertEquals(engine.bytesInUse, bytesInUse);
  });

  Deno.test(`${name} changes trainable parameters only, and asks no other for its gradient`, () => {
    const [trained, frozen] = [createWeights(), createWeights()];
    frozen.trainable = false;
    const { gradient } = frozen;
    Object.defineProperty(frozen, "gradient", {
      get: () => {
        assert(frozen.trainable, "asked, which allocates one");
        return gradient;
      },
    });
    const before = frozen.value.toArray();
    const optimizer = create(undefined, { clipNorm: 1 });
    trained.gradient.data.fill(1);
    optimizer.update([frozen, trained]);
    assert(trained.value.data[0]! < 0.5);
    assertEquals(frozen.value.toArray(), before);
    frozen.trainable = true;
    gradient.data.fill(1);
    optimizer.update([frozen, trained]);
    assert(frozen.value.data[0]! < 0.5);
  });

  Deno.test(`${name} remembers each parameter by itself`, () => {
    const [a, b, c] = [createWeights(), createWeights(), createWeights()];
    const [together, alone] = [create(), create()];
    for (let step = 0; step < 4; step++) {
      a.gradient.data.set(gradientsAt(step, 6));
      b.gradient.data.set(gradientsAt(-step, 6));
      c.gradient.data.set(gradientsAt(-step, 6));
      together.update([a, b]);
      alone.update([c]);
    }
    assertEquals(b.value.toArray(), c.value.toArray());
  });

  Deno.test(`${name} counts a step without parameters`, () => {
    const optimizer = create();
    optimizer.update([]);
    assertEquals(optimizer.step, 1);
  });

  Deno.test(`${name} heeds a learning rate changed between steps`, () => {
    const [slow, fast] = [createWeights(), createWeights()];
    const optimizer = create();
    const faster = create();
    faster.learningRate = 2 * optimizer.learningRate;
    assertEquals(faster.learningRate, 2 * rule.learningRate);
    stepTo(1, optimizer, [slow]);
    stepTo(1, faster, [fast]);
    const start = createWeights().value.data;
    assertClose(
      fast.value.data.map((w, i) => w - start[i]!),
      slow.value.data.map((w, i) => 2 * (w - start[i]!)),
      { absolute: 5e-7 },
    );
  });

  Deno.test(`${name} follows a schedule, which is given the number of steps`, () => {
    const [scheduled, stepwise] = [createWeights(), createWeights()];
    const asked = new Set<number>();
    const schedule = (step: number): number => {
      asked.add(step);
      return rule.learningRate / (1 + step);
    };
    const [a, b] = [create(schedule), create()];
    assertEquals(a.schedule, schedule);
    assertEquals(b.schedule, undefined);
    for (let step = 0; step < 5; step++) {
      assertEquals(a.learningRate, schedule(step));
      b.learningRate = schedule(step);
      stepTo(step + 1, a, [scheduled]);
      stepTo(step + 1, b, [stepwise]);
    }
    assertEquals(scheduled.value.toArray(), stepwise.value.toArray());
    assertEquals([...asked], [0, 1, 2, 3, 4, 5].slice(0, asked.size));
    a.learningRate = 0.125; // in place of the schedule
    assertEquals([a.learningRate, a.schedule], [0.125, undefined]);
  });

  Deno.test(`${name} takes a step of rate 0 without moving`, () => {
    const weights = createWeights();
    stepTo(1, create((step) => step), [weights]);
    assertEquals(weights.value.toArray(), createWeights().value.toArray());
  });

  Deno.test(`${name} refuses what a schedule must not give, and changes nothing`, () => {
    for (const bad of [NaN, -1, Infinity, 1e39, undefined, "0.1"]) {
      const weights = createWeights();
      const optimizer = create((step) => step < 2 ? 0.1 : bad as number);
      stepTo(2, optimizer, [weights]);
      const before = optimizer.state();
      const values = weights.value.toArray();
      const received = typeof bad === "string" ? `"${bad}"` : bad;
      assertThrows(
        () => optimizer.update([weights]),
        RangeError,
        "Cannot take step 3: expected schedule(2) to be a number >= 0 that " +
          `float32 holds, received ${received}: have it return one for ` +
          "every step from 0",
      );
      assertEquals(weights.value.toArray(), values);
      assertEquals(optimizer.state(), before);
    }
  });

  Deno.test(`${name} refuses a learning rate that is not > 0, and keeps its own`, () => {
    const optimizer = create();
    const start = "start with 0.01, and lower it where the loss grows";
    const attempts: [unknown, string][] = [
      [0, `0: ${start}`],
      [-0.5, "-0.5: a step goes down the gradient as it is, give 0.5"],
      [NaN, `NaN: ${start}`],
      [Infinity, `Infinity: ${start}`],
      [-Infinity, `-Infinity: ${start}`],
      [1e39, `1e+39: ${start}`],
      [1e-46, `1e-46: ${start}`],
      ["0.1", '"0.1": give it as a number, without quotes'],
      [null, `null: ${start}`],
    ];
    for (const [bad, received] of attempts) {
      const expected =
        `optimizer ${optimizer.name}: expected learningRate to ` +
        `be a number > 0 that float32 holds, received ${received}`;
      assertThrows(
        () => optimizer.learningRate = bad as number,
        RangeError,
        `Cannot change ${expected}`,
      );
      assertThrows(
        () => create(bad as number),
        RangeError,
        `Cannot create ${expected}`,
      );
    }
    assertEquals(optimizer.learningRate, rule.learningRate);
  });

  Deno.test(`${name} refuses what is no array of parameters, and changes nothing`, () => {
    const optimizer = create();
    const parameter = createWeights();
    parameter.gradient.data.fill(1);
    const attempts: [unknown, string][] = [
      [
        parameter,
        "received an object of Parameter: pass model.parameters, or one " +
        "parameter as [parameter]",
      ],
      [undefined, "received undefined: pass model.parameters"],
      [[parameter, tensor([1])], "received an object of Tensor at index 1"],
      [[parameter, parameter, null], "received null at index 2: pass model"],
      [[[parameter], parameter], "received an object of Array at index 0"],
      [[null, parameter], "received null at index 0: pass model.parameters"],
    ];
    for (const [parameters, message] of attempts) {
      const list = parameters as Parameter[];
      const expected = "expected an array of parameters, " + message;
      assertThrows(
        () => optimizer.update(list),
        TypeError,
        `Cannot update parameters: ${expected}`,
      );
      assertThrows(
        () => optimizer.restore(createOther().state(), list),
        TypeError,
        `Cannot restore optimizer ${optimizer.name}: ${expected}`,
      );
    }
    assertEquals(parameter.value.toArray(), createWeights().value.toArray());
    assertEquals(optimizer.step, 0);
    assertAlmostEquals(optimizer.learningRate, rule.learningRate);
  });
}
