import { assertEquals, assertNotStrictEquals } from "@std/assert";
import { assertThrows } from "@std/assert";
import { type EngineName, Parameter, Tensor, tensor } from "@cutedl/tensor";
import { cases, createWeights, engines, stepTo } from "./_cases_test.ts";
import {
  Adam,
  cosineDecay,
  Fixed,
  Momentum,
  type Optimizer,
  type OptimizerState,
} from "./mod.ts";

/** A model of a kernel and a bias, at given values. */
function createModel(
  engine: EngineName = "auto",
  values?: readonly Parameter[],
): Parameter[] {
  const [kernel, bias] = values?.map(({ value }) => value) ??
    [createWeights().value, tensor([1, -1, 0.5])];
  return [
    new Parameter("0.dense.kernel", kernel!, { engine }),
    new Parameter("0.dense.bias", bias!, { engine }),
  ];
}

/** A copy as a file would give it back: tensors, and the rest as JSON. */
function copied(state: OptimizerState): OptimizerState {
  const { slots, ...numbers } = state;
  const tensors = Object.entries(slots).map(([name, { data, shape }]) => [
    name,
    new Tensor(new Float32Array(data), shape),
  ]);
  return {
    ...JSON.parse(JSON.stringify(numbers)),
    slots: Object.fromEntries(tensors),
  };
}

function weightsOf(parameters: readonly Parameter[]): number[][] {
  return parameters.map(({ value }) => [...value.data]);
}

for (const { name, create, createOther, ...rule } of cases) {
  for (const engine of engines) {
    Deno.test(`${name} goes on to the bit from a state saved at any step (${engine})`, () => {
      const options = { clipNorm: 2, l1: 0.01, l2: 0.1 };
      const schedule = cosineDecay(0.1, { steps: 30, warmup: 3 });
      const through = create(schedule, options);
      const model = createModel(engine);
      const saved: [OptimizerState, Parameter[]][] = [];
      for (let step = 0; step < 20; step++) {
        stepTo(step, through, model);
        saved.push([copied(through.state()), createModel(engine, model)]);
      }
      stepTo(25, through, model);

      for (const [state, parameters] of saved) {
        const resumed = create(schedule);
        stepTo(3, resumed, createModel()); // forgets this
        resumed.restore(state, parameters);
        assertEquals(copied(resumed.state()), state);
        stepTo(25, resumed, parameters);
        assertEquals(weightsOf(parameters), weightsOf(model));
        assertEquals(resumed.state(), through.state());
      }
    });
  }

  Deno.test(`${name} takes over the settings of a state`, () => {
    const model = createModel();
    const optimizer = create();
    optimizer.learningRate = 0.03125;
    stepTo(7, optimizer, model);
    const other = createOther();
    stepTo(3, other, createModel()); // forgets this
    other.restore(copied(optimizer.state()), model);
    assertEquals([other.step, other.learningRate], [7, 0.03125]);
    assertEquals(other.state(), optimizer.state());
    const same = createModel("auto", model);
    const third = create();
    third.restore(optimizer.state(), same);
    stepTo(9, other, model);
    stepTo(9, third, same);
    assertEquals(weightsOf(model), weightsOf(same));
  });

  Deno.test(`${name} gives a state that later steps do not change`, () => {
    const optimizer = create();
    const model = createModel();
    stepTo(2, optimizer, model);
    const state = optimizer.state();
    const kept = copied(state);
    stepTo(4, optimizer, model);
    optimizer.learningRate = 0.125;
    assertEquals(copied(state), kept);
    assertNotStrictEquals(state.settings, optimizer.state().settings);

    const restored = create(); // nor do those of another that was restored
    restored.restore(state, createModel());
    stepTo(4, restored, createModel());
    assertEquals(copied(state), kept);
  });

  Deno.test(`${name} saves before the first step, too`, () => {
    const restored = createOther();
    restored.restore(copied(create().state()), createModel());
    assertEquals(restored.state(), create().state());
  });

  Deno.test(`${name} saves frozen parameters with what was learned before, or without slots`, () => {
    const model = createModel();
    const optimizer = create();
    model[1]!.trainable = false;
    stepTo(2, optimizer, model);
    const without = optimizer.state();
    const slots = Object.keys(without.slots);
    assertEquals(slots.filter((slot) => slot.includes("bias")), []);
    const copy = createModel("auto", model);
    copy[1]!.trainable = false;
    const resumed = create();
    resumed.restore(without, copy);

    for (const bias of [model[1]!, copy[1]!]) bias.trainable = true;
    assertEquals(resumed.state(), optimizer.state()); // bias from zeros now
    assertEquals(Object.keys(resumed.state().slots).length, 2 * slots.length);
    stepTo(4, optimizer, model);
    stepTo(4, resumed, copy);
    assertEquals(weightsOf(copy), weightsOf(model));

    for (const bias of [model[1]!, copy[1]!]) bias.trainable = false;
    assertEquals(
      Object.keys(optimizer.state().slots).length,
      2 * slots.length,
    );
    resumed.restore(optimizer.state(), copy);
    assertEquals(resumed.state(), optimizer.state());
  });

  Deno.test(`${name} goes on in another engine`, () => {
    const model = createModel("wasm");
    const optimizer = create();
    stepTo(3, optimizer, model);
    const moved = createModel("reference", model);
    const resumed = create();
    resumed.restore(optimizer.state(), moved);
    assertEquals(resumed.state(), optimizer.state());
  });

  Deno.test(`${name} refuses a foreign or damaged state, and changes nothing`, () => {
    const optimizer = create();
    stepTo(2, optimizer, createModel());
    const good = optimizer.state();
    const { settings, ...rest } = good;
    const { learningRate: _, ...rateless } = settings;
    const attempts: [unknown, string][] = [
      [undefined, "expected a state, received undefined"],
      [[good], "expected a state, received an object of Array"],
      [
        { ...good, optimizer: "other" },
        `expected the state of ${good.optimizer}, received "other": restore ` +
        "it in an optimizer of the kind that it was saved from",
      ],
      [{ ...good, step: -1 }, "expected a step that is a whole number >= 0"],
      [{ ...good, step: 1.5 }, "received 1.5"],
      [{ ...good, step: NaN }, "received NaN"],
      [{ ...good, step: "2" }, 'received "2"'],
      [rest, "expected settings, received undefined"],
      [
        { ...good, settings: rateless },
        "expected settings with learningRate, received none: if learningRate " +
        "was a function, create the optimizer with it",
      ],
      [
        { ...good, settings: { ...settings, surprise: 1 } },
        "expected settings without surprise, received 1: pass what state() of " +
        "such an optimizer gave",
      ],
      [
        { ...good, settings: { ...settings, learningRate: NaN } },
        "expected learningRate to be a number > 0 that float32 holds, received NaN",
      ],
      [
        { ...good, settings: { ...settings, l2: -1 } },
        "expected l2 to be a number >= 0 that float32 holds, received -1",
      ],
      [
        { ...good, settings: { ...settings, clipNorm: 1, clipValue: 1 } },
        "expected clipNorm or clipValue, received both",
      ],
      [{ ...good, slots: null }, "expected slots, received null"],
    ];
    const other = createOther();
    stepTo(1, other, createModel());
    const before = other.state();
    for (const [state, message] of attempts) {
      const error = assertThrows(
        () => other.restore(state as OptimizerState, createModel()),
        RangeError,
        message,
      );
      assertEquals(
        error.message.startsWith(`Cannot restore optimizer ${other.name}: `),
        true,
      );
    }
    assertEquals(other.state(), before);
    assertEquals(other.learningRate, before.settings.learningRate);
  });

  Deno.test(`${name} refuses a state with a rate where it follows a schedule`, () => {
    const scheduled = create(() => rule.learningRate);
    assertThrows(
      () => scheduled.restore(create().state(), []),
      RangeError,
      "expected settings without learningRate, which is a function here, " +
        `received ${rule.learningRate}: create the optimizer with a number in ` +
        "its place",
    );
    assertThrows(
      () => create().restore(scheduled.state(), []),
      RangeError,
      "expected settings with learningRate, received none",
    );
  });
}

Deno.test("Optimizer.restore() names each slot that does not fit the model", () => {
  const optimizer: Optimizer = new Adam();
  stepTo(1, optimizer, createModel());
  const other = new Adam();
  const unfit = [
    new Parameter("0.dense.kernel", tensor([[1, 2], [3, 4], [5, 6]])),
    new Parameter("1.dense.kernel", tensor([[1]])),
  ];
  const { firstMoment, ...slots } = Object.fromEntries(
    Object.entries(optimizer.state().slots)
      .map(([name, slot]) => [name.replace("0.dense.kernel/", ""), slot]),
  );
  const attempts: [OptimizerState, Parameter[], string][] = [
    [
      optimizer.state(),
      unfit,
      "0.dense.kernel/firstMoment of shape [2, 3] instead of [3, 2], " +
      "0.dense.kernel/secondMoment of shape [2, 3] instead of [3, 2], " +
      "no 1.dense.kernel/firstMoment, no 1.dense.kernel/secondMoment, " +
      "needless 0.dense.bias/firstMoment, needless 0.dense.bias/secondMoment",
    ],
    [optimizer.state(), [], "needless 0.dense.kernel/firstMoment, needless"],
    [{ ...optimizer.state(), slots: {} }, createModel().slice(1), "no 0.dense"],
    [
      {
        ...optimizer.state(),
        slots: {
          "0.dense.kernel/firstMoment": [1] as unknown as Tensor,
          "0.dense.kernel/secondMoment": slots.secondMoment!,
        },
      },
      createModel().slice(0, 1),
      "an object of Array as 0.dense.kernel/firstMoment",
    ],
  ];
  assertEquals(firstMoment!.shape, [2, 3]);
  for (const [state, parameters, faults] of attempts) {
    const error = assertThrows(
      () => other.restore(state, parameters),
      RangeError,
      "Cannot restore optimizer adam: expected slots that fit the " +
        `parameters, received ${faults}`,
    );
    assertEquals(
      error.message.endsWith(
        ": restore it with the model it was saved with",
      ),
      true,
    );
  }
  assertEquals(other.state(), new Adam().state());
});

Deno.test("Optimizer.restore() refuses a penalty that fails, and changes nothing", () => {
  const saved = new Momentum(0.5, { l2: () => 0.1 });
  stepTo(1, saved, createModel());
  const optimizer = new Momentum(0.25, { l2: () => NaN });
  assertThrows(
    () => optimizer.restore(saved.state(), createModel()),
    RangeError,
    "expected l2 of 0.dense.kernel to be a number >= 0 that float32 holds, received NaN",
  );
  assertEquals([optimizer.step, optimizer.learningRate], [0, 0.25]);
});

Deno.test("Optimizer.state() is plain data", () => {
  const optimizer = new Fixed(0.1, { clipNorm: 1, l1: () => 1 });
  optimizer.update([]);
  assertEquals(JSON.parse(JSON.stringify(optimizer.state())), {
    optimizer: "fixed",
    step: 1,
    settings: { learningRate: 0.1, l2: 0, clipNorm: 1 },
    slots: {},
  });
});

Deno.test("Optimizer.state() names slots by parameter and slot, in its shape", () => {
  const optimizer = new Adam();
  stepTo(1, optimizer, createModel());
  const { slots, settings } = optimizer.state();
  assertEquals(
    Object.entries(slots).map(([name, { shape }]) => [name, shape]),
    [
      ["0.dense.kernel/firstMoment", [2, 3]],
      ["0.dense.kernel/secondMoment", [2, 3]],
      ["0.dense.bias/firstMoment", [3]],
      ["0.dense.bias/secondMoment", [3]],
    ],
  );
  assertEquals(settings, {
    learningRate: 0.001,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    l1: 0,
    l2: 0,
  });
});

Deno.test("Optimizer.state() refuses two parameters of one name", () => {
  const optimizer = new Momentum();
  const twins = [createWeights(), createWeights()];
  optimizer.update(twins);
  assertThrows(
    () => optimizer.state(),
    RangeError,
    "Cannot save optimizer momentum: expected parameters of different names, " +
      "received two that are called weights",
  );
});

Deno.test("Optimizer.state() holds the parameters of the last step alone", () => {
  const optimizer = new Momentum();
  stepTo(1, optimizer, [createWeights()]);
  stepTo(2, optimizer, [createWeights()]); // of a model built anew, say
  assertEquals(Object.keys(optimizer.state().slots), ["weights/velocity"]);
});
