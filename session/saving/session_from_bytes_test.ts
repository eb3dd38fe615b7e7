import { ArrayDataset } from "@cutedl/datasets";
import { Dense, modelToBytes, Sequential, WeightsError } from "@cutedl/layers";
import {
  BinaryCrossentropy,
  type Loss,
  MeanSquaredError,
} from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  tensor,
} from "@cutedl/tensor";
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { rowsOf, weightsOf } from "../_fixtures_test.ts";
import { EarlyStopping } from "../callbacks/early_stopping.ts";
import { Session } from "../session.ts";
import {
  sessionFromBytes,
  type SessionFromBytesOptions,
} from "./session_from_bytes.ts";
import { sessionToBytes } from "./session_to_bytes.ts";

const inputs = tensor([[1], [2], [3], [4]]);
const data = new ArrayDataset(inputs, inputs);

function parts(learningRate = 0.01) {
  return { loss: new MeanSquaredError(), optimizer: new Fixed(learningRate) };
}

function callbacks() {
  return [new EarlyStopping({ monitor: "loss", patience: 3 })];
}

const model = new Sequential([new Dense(1, { inputs: 1 })], { seed: 2 });
const session = new Session(model, { ...parts(), seed: 5 });
let bytes = new Uint8Array();
await session.fit(data, {
  epochs: 2,
  batchSize: 1,
  callbacks: [...callbacks(), {
    onSavePoint({ step }) {
      if (step === 6) bytes = sessionToBytes(session);
    },
  }],
});
const { tensors, metadata } = decodeSafetensors(bytes);
const text = metadata.get("cutedl.session")!;

/** The same file with another text of the state. */
function withText(changed: string): Uint8Array {
  const changes = new Map(metadata).set("cutedl.session", changed);
  return encodeSafetensors(tensors, { metadata: changes });
}

/** The same file with a part of the text replaced. */
function replaced(part: string, by: string): Uint8Array {
  assert(text.includes(part), part);
  return withText(text.replace(part, () => by));
}

function load(
  bytes: Uint8Array,
  more: Partial<SessionFromBytesOptions> = {},
): Session {
  return sessionFromBytes(bytes, { ...parts(), name: "a.st", ...more });
}

Deno.test("sessionFromBytes() gives back counters, seed, history and optimizer", () => {
  const optimizer = new Fixed(99);
  const loaded = load(bytes, { optimizer });
  assertEquals([loaded.epoch, loaded.step, loaded.seed], [1, 6, 5]);
  assertEquals(rowsOf(loaded), rowsOf(session).slice(0, 1));
  assertEquals([optimizer.step, optimizer.learningRate], [6, 0.01]);
  assertEquals(sessionToBytes(loaded), bytes);
});

Deno.test("sessionFromBytes() gives a session on the engine that is asked for", async () => {
  for (const engine of ["reference", "wasm"] as const) {
    const loaded = load(bytes, { engine });
    assertEquals(loaded.model.engine?.name, engine);
    await loaded.fit(data, {
      epochs: 2,
      batchSize: 1,
      callbacks: callbacks(),
    });
    assertEquals(loaded.step, 8);
    if (engine === "reference") continue;
    assertEquals(weightsOf(loaded), weightsOf(session));
  }
});

Deno.test("sessionFromBytes() refuses another loss or optimizer", () => {
  assertThrows(
    () => load(bytes, { loss: new BinaryCrossentropy() }),
    RangeError,
    "Cannot restore session: expected the loss that it was saved with, " +
      '"meanSquaredError" of "values", received "binaryCrossentropy" of ' +
      '"logits": give one like it',
  );
  assertThrows(
    () => load(replaced('"optimizer":"fixed"', '"optimizer":"adam"')),
    RangeError,
    'Cannot restore optimizer fixed: expected the state of fixed, received "adam"',
  );
  const smoothed = Object.assign(new MeanSquaredError(), {
    labelSmoothing: 0.1,
  });
  assertThrows(
    () => load(bytes, { loss: smoothed }),
    RangeError,
    '"meanSquaredError" of "values", received "meanSquaredError" of "values" ' +
      "with labelSmoothing 0.1: give one like it",
  );
  const saved = new Session(model, { ...parts(), loss: smoothed });
  const loaded = load(sessionToBytes(saved), { loss: smoothed });
  assertEquals(loaded.loss.labelSmoothing, 0.1);
  assertThrows(
    () => load(sessionToBytes(saved)),
    RangeError,
    "with labelSmoothing 0.1, received",
  );
  const probabilities: Loss = Object.assign(new MeanSquaredError(), {
    predictions: "probabilities" as const,
  });
  assertThrows(() => load(bytes, { loss: probabilities }), RangeError);
});

Deno.test("sessionFromBytes() names what was left out, where types are not checked", () => {
  const fromBytes = sessionFromBytes as (bytes: Uint8Array) => Session;
  assertThrows(
    () => fromBytes(bytes),
    TypeError,
    "Cannot create session: expected a loss as loss, received undefined",
  );
});

Deno.test("sessionFromBytes() refuses files without a session, or a later one", () => {
  const attempts: [Uint8Array, string][] = [
    [
      modelToBytes(model),
      'expected metadata "cutedl.session" with the state of a session, received ' +
      "none: load a file of a model alone with loadModel()",
    ],
    [
      replaced('"format":1,"version":"', '"format":2,"version":"9.'),
      'expected a session of format 1, received format 2, written by version "9.',
    ],
    [replaced('"format":1', '"format":2'), "update @cutedl/session"],
    [
      replaced('"format":1', '"format":0'),
      "expected format to be 1, received 0",
    ],
    [replaced('"format":1', '"format":"1"'), 'to be 1, received "1"'],
    [replaced('"format":1', '"f":1'), "expected format to be 1, received none"],
    [withText("{"), 'expected a state in JSON, received "{"'],
    [withText("[]"), 'expected a state that is an object, received "[]"'],
    [withText("null"), 'expected a state that is an object, received "null"'],
    [withText('{"format":1}'), "expected tensors that the session names"],
    [bytes.subarray(0, bytes.length - 1), "the file is cut short"],
  ];
  for (const [bytes, message] of attempts) {
    const error = assertThrows(() => load(bytes), SafetensorsError, message);
    assertEquals(error.message.startsWith("Cannot read a.st: "), true);
  }
});

Deno.test("sessionFromBytes() refuses tensors that are missing, needless or misshapen", () => {
  const weight = "session.fit.callbacks.0.state.weights.0.dense.kernel";
  const without = new Map(tensors);
  without.delete(weight);
  assertThrows(
    () => load(encodeSafetensors(without, { metadata })),
    SafetensorsError,
    "expected names of the session's tensors, each once, received " +
      '"session.fit.callbacks.0.state.weights.0.dense.kernel"',
  );
  const needless = new Map(tensors).set("session.more", tensor([1]));
  assertThrows(
    () => load(encodeSafetensors(needless, { metadata })),
    SafetensorsError,
    'expected tensors that the session names, received "session.more"',
  );
  const other = new Map(tensors).set("0.dense.kernel", tensor([[1, 2]]));
  assertThrows(
    () => load(encodeSafetensors(other, { metadata })),
    WeightsError,
    'misshapen "0.dense.kernel"',
  );
});

Deno.test("sessionFromBytes() refuses a state with a wrong value, and says where", () => {
  const attempts: [string, string, string][] = [
    [
      '"epoch":1,"step":6',
      '"epoch":-1,"step":6',
      "epoch to be a whole number >= 0, received -1",
    ],
    [
      '"epoch":1,"step":6',
      '"step":6',
      "epoch to be a whole number >= 0, received none",
    ],
    [
      '"step":6,"seconds"',
      '"step":"6","seconds"',
      'step to be a whole number >= 0, received "6"',
    ],
    ['"seed":5', '"seed":0.5', "seed to be a whole number >= 0, received 0.5"],
    [
      '"history":[{',
      '"history":[1,{',
      "history.0 that is an object, received 1",
    ],
    [
      '"firstEpoch":0',
      '"firstEpoch":2',
      "fit.firstEpoch to be a whole number >= 0 and <= 1, received 2",
    ],
    [
      '"batch":2',
      '"batch":null',
      "fit.batch to be a whole number >= 0, received null",
    ],
    [
      '"isStopping":false',
      '"isStopping":0',
      "fit.isStopping to be true or false, received 0",
    ],
    [
      '"rows":1',
      '"rows":2',
      "fit.rows to be a whole number >= 0 and <= 1, received 2",
    ],
    [
      '"size":4',
      '"size":"4"',
      'fit.batches.size to be a whole number >= 0, received "4"',
    ],
    [
      '"batchSize":1',
      '"batchSize":0',
      "fit.batches.batchSize to be a whole number >= 1, received 0",
    ],
    [
      '"shuffle":true',
      '"shuffle":1',
      "fit.batches.shuffle to be true or false, received 1",
    ],
    [
      '"examples":2',
      '"examples":0',
      "fit.recorder.scores.examples to be a whole number >= 1, received 0",
    ],
    [
      '"metrics":{}',
      '"metrics":[]',
      "fit.recorder.scores.metrics that is an object, received an array",
    ],
    [
      '"name":"earlyStopping"',
      '"name":{}',
      "fit.callbacks.0.name to be a text, received an object",
    ],
    [
      '"history":[',
      '"history":[{"epoch":1,"step":"2"},',
      "history.0 to be a row, received a damaged one (Cannot record history: " +
      'expected step to be a number, received "2")',
    ],
    [
      '"callbacks":[',
      '"callbacks":7,"b":[',
      "fit.callbacks to be an array, received 7",
    ],
  ];
  for (const [part, by, message] of attempts) {
    assertThrows(
      () => load(replaced(part, by)),
      RangeError,
      `Cannot restore session: expected ${message}`,
    );
  }
});

Deno.test("sessionFromBytes() gives a session or an error by name, whatever is changed in the state", async () => {
  const places: (string | number)[][] = [];
  const root = JSON.parse(text);
  const visit = (value: unknown, path: (string | number)[]): void => {
    places.push(path);
    if (typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      visit(member, [...path, key]);
    }
  };
  visit(root, []);
  const junk: unknown[] = [
    null,
    true,
    -1,
    0,
    0.5,
    1e300,
    2 ** 53,
    "",
    "NaN",
    [],
    [1],
    {},
    { $number: "NaN" },
    { $tensor: "0.dense.kernel" },
    { $tensor: "session.fit.callbacks.0.state.weights.0.dense.kernel" },
    { __proto__: null, constructor: 1 },
  ];
  let [good, bad] = [0, 0];
  const property = fc.asyncProperty(
    fc.constantFrom(...places),
    fc.constantFrom("replace", "remove"),
    fc.constantFrom(...junk),
    async (path, change, value) => {
      const changed: Record<string, unknown> = structuredClone({ root });
      let target = changed;
      const keys = ["root", ...path];
      const last = keys.pop()!;
      for (const key of keys) target = target[key] as Record<string, unknown>;
      if (change === "replace") target[last] = value;
      else delete target[last];
      try {
        const loaded = load(withText(JSON.stringify(changed.root) ?? ""));
        await loaded.fit(data, {
          epochs: 2,
          batchSize: 1,
          callbacks: callbacks(),
        });
        good++;
      } catch (error) {
        bad++;
        const { message } = error as Error;
        const isOurs = error instanceof SafetensorsError ||
          error instanceof RangeError &&
            /^Cannot [a-z ]+: expected .*, received /.test(message);
        assert(isOurs, String(error));
      }
    },
  );
  await fc.assert(property, { seed: 1, numRuns: 2000 });
  assert(good > 100 && bad > 500, `${good} ${bad}`);
});
