import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { historyToSvg } from "./charts/history_to_svg.ts";
import { History, type HistoryJson } from "./history.ts";

/** Rows of two epochs; the first has no validation. */
function example(): History {
  const history = new History();
  history.record({ epoch: 1, step: 10, seconds: 0.5, loss: 2, accuracy: 0.25 });
  history.record({
    epoch: 2,
    step: 20,
    seconds: 1,
    loss: 1,
    accuracy: 0.75,
    valLoss: 1.5,
    valAccuracy: 0.5,
  });
  history.record({
    epoch: 3,
    step: 30,
    seconds: 1.5,
    loss: 1,
    accuracy: 0.75,
    valLoss: 2.5,
    valAccuracy: 0.5,
  });
  return history;
}

Deno.test("History.series() lists values where they were measured", () => {
  const history = example();
  assertEquals(history.series("loss"), [2, 1, 1]);
  assertEquals(history.series("valLoss"), [1.5, 2.5]);
  assertEquals(history.series("steps"), [10, 20, 30]);
  assertEquals(history.series("step"), [10, 20, 30]);
  assertEquals(history.series("epochs"), [1, 2, 3]);
  assertEquals(history.series("seconds"), [0.5, 1, 1.5]);
  assertEquals(history.steps(), [10, 20, 30]);
  assertEquals(history.steps("valAccuracy"), [20, 30]);
});

Deno.test("History.names lists what was measured", () => {
  assertEquals(example().names, ["loss", "accuracy", "valLoss", "valAccuracy"]);
  assertEquals(new History().names, ["loss"]);
});

Deno.test("History.best() goes by the name, and takes the first of equals", () => {
  const history = example();
  assertEquals(history.best("loss"), { value: 1, step: 20, epoch: 2 });
  assertEquals(history.best("accuracy"), { value: 0.75, step: 20, epoch: 2 });
  assertEquals(history.best("valLoss"), { value: 1.5, step: 20, epoch: 2 });
  const { step } = history.best("valLoss", { mode: "max" });
  assertEquals(step, 30);
  assertEquals(history.best("accuracy", { mode: "min" }).step, 10);
  assertThrows(
    () => history.best("loss", { mode: "least" as "min" }),
    RangeError,
    'expected mode "auto", "min" or "max", received "least"',
  );
});

Deno.test("History.best() maximizes every accuracy, and never takes NaN", () => {
  const history = new History();
  const row = { epoch: 1, seconds: 0, loss: NaN };
  history.record({ ...row, step: 1, topAccuracy: NaN });
  history.record({ ...row, step: 2, topAccuracy: 0.1 });
  history.record({ ...row, step: 3, topAccuracy: 0.2 });
  assertEquals(history.best("topAccuracy").step, 3);
  assertThrows(
    () => history.best("loss"),
    RangeError,
    "Cannot find best loss: expected a value, received none",
  );
});

Deno.test("History.last() gives the value measured last", () => {
  const history = example();
  history.record({ epoch: 4, step: 40, seconds: 2, loss: 9 });
  assertEquals(history.last("loss"), 9);
  assertEquals(history.last("valLoss"), 2.5);
  assertThrows(
    () => new History().last("loss"),
    RangeError,
    "Cannot give last loss: expected a value, received none",
  );
});

Deno.test("History lists the series it knows when asked for another", () => {
  const history = example();
  for (
    const ask of [
      () => history.series("val_loss"),
      () => history.steps("val_loss"),
      () => history.best("val_loss"),
      () => history.last("val_loss"),
    ]
  ) {
    assertThrows(
      ask,
      RangeError,
      'Cannot find series "val_loss": expected one of loss, accuracy, ' +
        "valLoss, valAccuracy, steps, epochs, seconds",
    );
  }
  assertThrows(() => history.series("constructor"), RangeError);
});

Deno.test("History.record() copies, and refuses what is no number", () => {
  const history = new History();
  const row = { epoch: 1, step: 1, seconds: 0, loss: 1 };
  history.record(row);
  row.loss = 9;
  assertEquals(history.rows, [{ epoch: 1, step: 1, seconds: 0, loss: 1 }]);
  assert(Object.isFrozen(history.rows[0]));
  assertThrows(
    () => history.record({ ...row, valLoss: "1" as unknown as number }),
    TypeError,
    'Cannot record history: expected valLoss to be a number, received "1"',
  );
  assertThrows(
    () => history.record({ epoch: 1, step: 1, seconds: 0 } as typeof row),
    TypeError,
    "Cannot record history: expected loss to be a number, received undefined",
  );
  assertThrows(
    () => history.record({ ...row, ["a\x1b[2J"]: 1 }),
    TypeError,
    "Cannot record history: expected names of series without control " +
      'characters, received "a\\u001b[2J"',
  );
  assertEquals(history.rows.length, 1);
});

Deno.test("History survives JSON, with numbers that JSON does not know", () => {
  const history = example();
  const row = { epoch: 4, step: 40, seconds: 2, loss: Infinity };
  history.record({ ...row, accuracy: NaN, valLoss: -Infinity });
  const read = History.fromJSON(JSON.parse(JSON.stringify(history)));
  assertEquals(read.rows, history.rows);
  assertEquals(read.toString(), history.toString());
});

Deno.test("History.fromJSON() refuses other data", () => {
  const cases: [unknown, string][] = [
    [null, "null"],
    [undefined, "undefined"],
    [1, "1"],
    ["x".repeat(99), `"${"x".repeat(60)}…"`],
    [[], "an array"],
    [{}, "an object"],
    [{ rows: 1 }, "{ rows: 1 }"],
    [{ rows: {} }, "{ rows: an object }"],
  ];
  for (const [json, received] of cases) {
    const error = assertThrows(
      () => History.fromJSON(json as HistoryJson),
      TypeError,
    );
    assertEquals(
      error.message,
      `Cannot read history: expected { rows: [...] }, received ${received}`,
    );
  }
  const good = { epoch: 1, step: 1, seconds: 0 };
  for (const row of [null, 1, "row", [], good, { ...good, loss: "1" }]) {
    assertThrows(
      () => History.fromJSON({ rows: [row] } as HistoryJson),
      TypeError,
      "Cannot record history: expected",
    );
  }
});

Deno.test("History.toString() prints a table", () => {
  assertEquals(
    example().toString(),
    `
History, 3 rows
epoch  step  seconds   loss  accuracy  valLoss  valAccuracy
    1    10     0.50  2.000    0.2500
    2    20     1.00  1.000    0.7500    1.500       0.5000
    3    30     1.50  1.000    0.7500    2.500       0.5000
`.trim(),
  );
  assertEquals(new History().toString(), "History, 0 rows");
});

Deno.test("History.toString() shortens a long table in the middle", () => {
  const history = new History();
  for (let epoch = 1; epoch <= 21; epoch++) {
    history.record({ epoch, step: epoch, seconds: 0, loss: 1 });
  }
  const lines = history.toString().split("\n");
  assertEquals(lines.slice(2).map((line) => line.slice(0, 5).trim()), [
    ...["1", "2", "3", "4", "5"],
    "…",
    ...["17", "18", "19", "20", "21"],
  ]);
});

Deno.test("History shows its table and small curves in console.log", () => {
  const history = example();
  const shown = `${history}

loss         █▁▁  2.000 to 1.000
accuracy     ▁██  0.2500 to 0.7500
valLoss      ▁█  1.500 to 2.500
valAccuracy  ▅▅  0.5000 to 0.5000`;
  assertEquals(Deno.inspect(history), shown);
  const node = Symbol.for("nodejs.util.inspect.custom");
  const inspect = (history as unknown as Record<symbol, () => string>)[node]!;
  assertEquals(inspect.call(history), shown);
  history.truncate(1);
  assertEquals(Deno.inspect(history), history.toString());
});

Deno.test("History draws means of many rows, and blanks where none is finite", () => {
  const history = new History();
  for (let i = 0; i < 80; i++) {
    const loss = i < 40 ? 0 : i < 44 ? NaN : i % 2 === 0 ? 7 : -1; // mean 3
    history.record({ epoch: 1, step: i + 1, seconds: i, loss });
  }
  history.record({ epoch: 1, step: 81, seconds: 81, loss: 3 });
  const curve = Deno.inspect(history).split("\n").at(-1)!;
  assertMatch(curve, /^loss {2}▁{19,20} {1,2}█{16,19}/);

  const none = new History();
  for (const loss of [NaN, Infinity]) {
    none.record({ epoch: 1, step: 1, seconds: 1, loss });
  }
  assertEquals(
    Deno.inspect(none).split("\n").at(-1),
    "loss      NaN to Infinity",
  );
});

Deno.test("History shows its picture in a notebook", async () => {
  const display = (history: History): Promise<Record<string, string>> =>
    (history as unknown as Record<
      symbol,
      () => Promise<Record<string, string>>
    >)[
      Symbol.for("Jupyter.display")
    ]!();
  const history = example();
  assertEquals(await display(history), {
    "text/plain": Deno.inspect(history),
    "image/svg+xml": historyToSvg(history),
  });
  assertEquals(await display(new History()), {
    "text/plain": "History, 0 rows",
  });
});
