import { SafetensorsError, Tensor, tensor } from "@cutedl/tensor";
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { StateValue } from "../state_value.ts";
import { decodeState } from "./_decode_state.ts";
import { encodeState } from "./_encode_state.ts";
import type { Json } from "./_json.ts";
import { refusing } from "./_refuse.ts";

const refuse = refusing("a.safetensors");

function encode(state: unknown): { json: Json; tensors: Map<string, Tensor> } {
  const tensors = new Map<string, Tensor>();
  const json = encodeState(state, "session", tensors);
  return { json: JSON.parse(JSON.stringify(json)), tensors };
}

const states: fc.Arbitrary<StateValue> = fc.letrec<{ state: StateValue }>(
  (tie) => ({
    state: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, true, false, NaN, Infinity, -Infinity, -0),
      fc.double(),
      fc.string(),
      fc.array(fc.float(), { maxLength: 3 }).map((data) => tensor(data)),
      fc.array(tie("state"), { maxLength: 4 }),
      fc.dictionary(
        fc.string().filter((name) => !name.startsWith("$")),
        tie("state"),
        { maxKeys: 4 },
      ),
    ),
  }),
).state;

Deno.test("decodeState() gives back what encodeState() was given, to the bit", () => {
  fc.assert(
    fc.property(states, (state) => {
      const { json, tensors } = encode(state);
      const decoded = decodeState(json, tensors, refuse);
      assertEquals(bits(decoded), bits(state));
    }),
    { seed: 1, numRuns: 1000 },
  );
});

/** The same with numbers as texts that tell all of them apart. */
function bits(state: StateValue | undefined): unknown {
  if (typeof state === "number") {
    return Object.is(state, -0) ? "-0" : `${state}`;
  }
  if (typeof state !== "object" || state === null) return state;
  if (state instanceof Tensor) {
    return [state.shape, new Uint32Array(new Float32Array(state.data).buffer)];
  }
  if (Array.isArray(state)) return state.map(bits);
  return Object.entries(state).map(([name, value]) => [name, bits(value)]);
}

Deno.test("encodeState() names tensors by their places, each once", () => {
  const state = {
    slots: { "0.dense.kernel/velocity": tensor([1]) },
    list: [{ a: tensor([2]) }],
    "list.0": { a: tensor([3]) },
    none: undefined,
  };
  const { json, tensors } = encode(state);
  assertEquals(
    [...tensors].map(([name, { data }]) => [name, data[0]]),
    [
      ["session.slots.0.dense.kernel/velocity", 1],
      ["session.list.0.a", 2],
      ["session.list.0.a~2", 3],
    ],
  );
  assertEquals(json, {
    slots: {
      "0.dense.kernel/velocity": {
        $tensor: "session.slots.0.dense.kernel/velocity",
      },
    },
    list: [{ a: { $tensor: "session.list.0.a" } }],
    "list.0": { a: { $tensor: "session.list.0.a~2" } },
  });
});

Deno.test("encodeState() refuses what is no plain data", () => {
  class Mine {}
  let deep: unknown = 1;
  for (let depth = 0; depth < 102; depth++) deep = [deep];
  const attempts: [unknown, string][] = [
    [
      { a: [new Map()] },
      "plain data and tensors, received an object of Map as session.a.0",
    ],
    [{ a: new Mine() }, "received an object of Mine as session.a"],
    [{ a: new Float32Array(1) }, "received an object of Float32Array"],
    [() => 1, "received a function as session"],
    [undefined, "received undefined as session"],
    [{ a: 1n }, "received a bigint as session.a"],
    [{ $a: 1 }, 'names that do not begin with $, received "$a"'],
    [deep, "at most 100 objects in each other, received more"],
  ];
  for (const [state, message] of attempts) {
    const error = assertThrows(() => encode(state), TypeError, message);
    assertEquals(
      error.message.startsWith("Cannot save session: expected "),
      true,
    );
  }
});

Deno.test("decodeState() refuses what encodeState() does not write", () => {
  let deep: Json = 1;
  for (let depth = 0; depth < 102; depth++) deep = [deep];
  const attempts: [Json, string][] = [
    [
      { $tensor: "session.b" },
      'expected names of the session\'s tensors, each once, received "session.b"',
    ],
    [{ $tensor: 1 }, "each once, received another name"],
    [
      [{ $tensor: "session.a" }, { $tensor: "session.a" }],
      'each once, received "session.a"',
    ],
    [1, 'expected tensors that the session names, received "session.a"'],
    [
      { $number: "1" },
      'expected plain data and tensors, received a member "$number"',
    ],
    [{ $number: null }, 'a member "$number"'],
    [{ $number: "NaN", a: 1 }, 'a member "$number"'],
    [{ $other: "NaN" }, 'a member "$other"'],
    [deep, "at most 100 objects in each other, received more"],
  ];
  const tensors = new Map([["session.a", tensor([1])]]);
  for (const [json, message] of attempts) {
    assertThrows(
      () => decodeState(json, tensors, refuse),
      SafetensorsError,
      message,
    );
  }
});

Deno.test("decodeState() takes no names of prototypes for members", () => {
  const json = JSON.parse('{"__proto__":{"step":1},"constructor":2}');
  const state = decodeState(json, new Map(), refuse) as Record<string, unknown>;
  assertEquals(Object.keys(state), ["__proto__", "constructor"]);
  assertEquals(state.step, undefined);
  assertEquals(({} as { step?: number }).step, undefined);
});
