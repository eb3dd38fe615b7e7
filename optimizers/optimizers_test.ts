import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { assertNotStrictEquals, assertThrows } from "@std/assert";
import { type EngineName, Parameter, tensor } from "@cutedl/tensor";
import { Fixed, type Optimizer, type OptimizerState } from "./mod.ts";

/** An optimizer, steps worked by hand, and how fast it runs down a parabola. */
interface Case {
  name: string;
  create(): Optimizer;
  /** Another of its kind, with other settings. */
  createOther(): Optimizer;
  /** Value of one parameter that starts at 1, after gradients of 2, -4, 0. */
  values: number[];
  /** Steps down to 1e-3 from the bottom of the parabola, at most. */
  steps: number;
}

const cases: Case[] = [
  {
    name: "Fixed",
    create: () => new Fixed(0.25),
    createOther: () => new Fixed(0.5),
    values: [0.5, 1.5, 1.5],
    steps: 80,
  },
];

const engines: EngineName[] = ["reference", "wasm"];
const curvatures = [1, 2, 3, 0.5, 1, 2, 3, 0.5, 1]; // as many as SIMD has tails
const bottom = curvatures.map((_, i) => i - 4);

/** Parameter that starts at 0, on the slopes of a parabola. */
function createParameter(engine: EngineName = "auto"): Parameter {
  return new Parameter("x", tensor(bottom.map(() => 0)), { engine });
}

/** Goes down the parabola `Σ c (x - bottom)² / 2`. */
function descend(optimizer: Optimizer, x: Parameter, steps: number): void {
  for (let step = 0; step < steps; step++) {
    curvatures.forEach((c, i) =>
      x.gradient.data[i] = c * (x.value.data[i]! - bottom[i]!)
    );
    optimizer.update([x]);
  }
}

for (const { name, create, createOther, values, steps } of cases) {
  for (const engine of engines) {
    Deno.test(`${name} takes the steps worked by hand (${engine})`, () => {
      const optimizer = create();
      const parameter = new Parameter("x", tensor([1]), { engine });
      [2, -4, 0].forEach((gradient, i) => {
        parameter.gradient.data[0] = gradient;
        optimizer.update([parameter]);
        assertAlmostEquals(parameter.value.data[0]!, values[i]!, 1e-6);
        assertEquals(optimizer.step, i + 1);
      });
    });

    Deno.test(`${name} runs down a parabola (${engine})`, () => {
      const parameter = createParameter(engine);
      descend(create(), parameter, steps);
      bottom.forEach((x, i) =>
        assertAlmostEquals(parameter.value.data[i]!, x, 1e-3)
      );
    });

    Deno.test(`${name} goes on to the bit from a saved state (${engine})`, () => {
      const through = createParameter(engine);
      const optimizer = create();
      descend(optimizer, through, 7);
      const resumed = new Parameter("x", through.value, { engine });
      const state = copied(optimizer.state());
      descend(optimizer, through, 6);

      const restored = createOther();
      descend(restored, createParameter(), 3); // forgets this
      restored.restore(state);
      assertEquals(restored.step, 7);
      assertEquals(restored.learningRate, create().learningRate);
      descend(restored, resumed, 6);
      assertEquals(resumed.value.toArray(), through.value.toArray());
      assertEquals(restored.state(), optimizer.state());
    });
  }

  Deno.test(`${name} updates in place, and leaves gradients alone`, () => {
    const parameter = new Parameter("x", tensor([1, 2, 3]));
    const { data } = parameter.value;
    parameter.gradient.data.set([1, 2, 4]);
    create().update([parameter]);
    assert(parameter.value.data === data && data[0] !== 1);
    assertEquals(parameter.gradient.toArray(), [1, 2, 4]);
  });

  Deno.test(`${name} changes trainable parameters only`, () => {
    const trained = new Parameter("a", tensor([1]));
    const frozen = new Parameter("b", tensor([1]), { trainable: false });
    for (const parameter of [trained, frozen]) parameter.gradient.data[0] = 1;
    const optimizer = create();
    optimizer.update([frozen, trained]);
    assert(trained.value.data[0]! < 1);
    assertEquals(frozen.value.data[0], 1);
    frozen.trainable = true;
    optimizer.update([frozen, trained]);
    assert(frozen.value.data[0]! < 1);
  });

  Deno.test(`${name} counts a step without parameters`, () => {
    const optimizer = create();
    optimizer.update([]);
    assertEquals(optimizer.step, 1);
  });

  Deno.test(`${name} heeds a learning rate changed between steps`, () => {
    const [slow, fast] = [createParameter(), createParameter()];
    const optimizer = create();
    descend(optimizer, slow, 1);
    const faster = create();
    faster.learningRate = 2 * optimizer.learningRate;
    descend(faster, fast, 1);
    assertEquals(fast.value.data[0], 2 * slow.value.data[0]!);
  });

  Deno.test(`${name} gives a state that later steps do not change`, () => {
    const optimizer = create();
    const parameter = createParameter();
    descend(optimizer, parameter, 2);
    const state = optimizer.state();
    const kept = copied(state);
    descend(optimizer, parameter, 2);
    optimizer.learningRate = 0.125;
    assertEquals(state, kept);
    assertNotStrictEquals(state.settings, optimizer.state().settings);
  });

  Deno.test(`${name} refuses a learning rate that is not > 0, and keeps its own`, () => {
    const optimizer = create();
    for (const bad of [0, -0.1, NaN, Infinity, 1e39]) {
      assertThrows(
        () => optimizer.learningRate = bad,
        RangeError,
        "Cannot set learning rate: expected a number > 0 that float32 holds, " +
          `received ${bad}`,
      );
    }
    assertEquals(optimizer.learningRate, create().learningRate);
  });

  Deno.test(`${name} refuses what is no array of parameters, and changes nothing`, () => {
    const optimizer = create();
    const parameter = new Parameter("x", tensor([1]));
    parameter.gradient.data[0] = 1;
    const attempts: [unknown, string][] = [
      [
        parameter,
        "received an object of Parameter: pass model.parameters, or one " +
        "parameter as [parameter]",
      ],
      [undefined, "received undefined: pass model.parameters"],
      [[[parameter], parameter], "received an object of Array at index 0"],
      [[parameter, tensor([1])], "received an object of Tensor at index 1"],
      [[null, parameter, parameter], "received null at index 0"],
      [[parameter, null, parameter], "received null at index 1"],
      [
        [parameter, parameter, null],
        "received null at index 2: pass model.parameters",
      ],
    ];
    for (const [parameters, message] of attempts) {
      assertThrows(
        () => optimizer.update(parameters as Parameter[]),
        TypeError,
        "Cannot update parameters: expected an array of parameters, " + message,
      );
    }
    assertEquals([parameter.value.data[0], optimizer.step], [1, 0]);
  });

  Deno.test(`${name} refuses a foreign or damaged state, and changes nothing`, () => {
    const optimizer = create();
    descend(optimizer, createParameter(), 2);
    const good = optimizer.state();
    const { settings, ...rest } = good;
    const attempts: [unknown, string][] = [
      [undefined, "expected a state, received undefined"],
      [[good], "expected a state, received an object of Array"],
      [
        { ...good, optimizer: "other" },
        `expected the state of ${good.optimizer}, received "other": pass what ` +
        "state() of such an optimizer gave",
      ],
      [{ ...good, step: -1 }, "expected a step that is a whole number >= 0"],
      [{ ...good, step: 1.5 }, "received 1.5"],
      [{ ...good, step: NaN }, "received NaN"],
      [{ ...good, step: "2" }, 'received "2"'],
      [rest, "expected settings, received undefined"],
      [
        { ...good, settings: {} },
        "expected settings with learningRate, received an object of Object",
      ],
      [
        { ...good, settings: { ...settings, surprise: 1 } },
        "expected settings without surprise, received 1",
      ],
      [
        { ...good, settings: { ...settings, learningRate: NaN } },
        "expected a number > 0 that float32 holds, received NaN",
      ],
      [{ ...good, slots: null }, "expected slots, received null"],
      [
        { ...good, slots: { "x/surprise": tensor([1]) } },
        "expected slots without x/surprise, received an object of Tensor",
      ],
    ];
    const other = createOther();
    for (const [state, message] of attempts) {
      assertThrows(
        () => other.restore(state as OptimizerState),
        RangeError,
        message,
      );
    }
    assertEquals(other.state(), createOther().state());
  });
}

/** A copy as a file would give it back. */
function copied(state: OptimizerState): OptimizerState {
  const slots = Object.entries(state.slots).map(([name, slot]) =>
    [name, slot.clone()] as const
  );
  return {
    ...structuredClone({ ...state, slots: {} }),
    slots: Object.fromEntries(slots),
  };
}
