import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { BinaryCrossentropy, MeanSquaredError } from "@cutedl/losses";
import { Adam, Fixed } from "@cutedl/optimizers";
import { ShapeError, tensor } from "@cutedl/tensor";
import { FileError } from "@cutedl/tensor/file";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { directoryTest, namesIn } from "../../tensor/files/_testing.ts";
import { assertBalanced, historyOf } from "../charts/_testing.ts";
import { historyToSvg } from "../charts/history_to_svg.ts";
import { History } from "../history.ts";
import { Session } from "../session.ts";
import { images, pixelSession } from "./_testing.ts";
import { assertReportPath, writeReport } from "./write_report.ts";

const history = historyOf({ loss: [0.5, NaN], valLoss: [0.25, Infinity] });

directoryTest("writeReport() writes rows as .csv", async (directory) => {
  const path = `${directory}/run.csv`;
  const rows = new History();
  rows.record({ epoch: 1, step: 10, seconds: 0.5, loss: 2 });
  rows.record({
    ...{ epoch: 2, step: 20, seconds: 1, loss: NaN },
    ...{ valLoss: 0.125, 'a "b", c': -Infinity },
  });
  await writeReport(rows, path);
  assertEquals(
    await Deno.readTextFile(path),
    'epoch,step,seconds,loss,valLoss,"a ""b"", c"\n' +
      "1,10,0.5,2,,\n" +
      "2,20,1,NaN,0.125,-Infinity\n",
  );
});

directoryTest(
  "writeReport() writes .json whose rows History.fromJSON() reads",
  async (directory) => {
    const path = `${directory}/run.JSON`;
    await writeReport(history, path, {
      title: "First",
      settings: { "batch size": 64, shuffle: true },
    });
    const json = JSON.parse(await Deno.readTextFile(path));
    assertEquals(History.fromJSON(json).rows, history.rows);
    const { rows: _, ...rest } = json;
    assertEquals(rest, {
      title: "First",
      settings: {
        training: "20 steps, 2 epochs, 1.0 s of training",
        "batch size": "64",
        shuffle: "true",
      },
      best: {
        loss: { step: 10, epoch: 1, value: 0.5 },
        valLoss: { step: 10, epoch: 1, value: 0.25 },
      },
    });
  },
);

directoryTest(
  "writeReport() writes the curves as .svg, headed by model, optimizer, steps and seconds",
  async (directory) => {
    const path = `${directory}/run.svg`;
    const model = new Sequential([new Dense(3, { inputs: 4 }), new Dense(2)]);
    const loss = new MeanSquaredError();
    const session = new Session(model, { loss, optimizer: new Adam(0.003) });
    await Deno.writeTextFile(path, "of before");
    await writeReport(history, path, { session });
    const subtitle = "4→3→2, adam 0.003, 20 steps, 2 epochs, 1.0 s of training";
    assertEquals(
      await Deno.readTextFile(path),
      historyToSvg(history, { title: "Training run", subtitle }),
    );
    assertEquals(namesIn(directory), ["run.svg"]);
  },
);

directoryTest(
  "writeReport() counts what was taken for what, and finds the worst mistakes",
  async (directory) => {
    const path = `${directory}/run.json`;
    const options = { session: pixelSession(), data: images };
    await writeReport(history, path, options);
    const { examination, settings } = JSON.parse(await Deno.readTextFile(path));
    assertEquals(examination.classes, ["0", "1", "2"]);
    assertEquals(examination.confusion, [[1, 1, 0], [0, 1, 1], [0, 0, 1]]);
    assertEquals([examination.examples, examination.right], [5, 3]);
    const [worst, other, ...more] = examination.mistakes;
    assertEquals(more, []);
    assertEquals([worst.index, worst.truth, worst.prediction], [3, 1, 2]);
    assertEquals([other.index, other.truth, other.prediction], [2, 0, 1]);
    const sum = Math.exp(4) + 2;
    assertAlmostEquals(other.confidence, Math.exp(4) / sum, 1e-6);
    assertAlmostEquals(other.truthProbability, 1 / sum, 1e-6);
    const { engine, ...rest } = settings;
    assert(engine.startsWith("wasm"));
    assertEquals(rest, {
      model: "sequential, 15 parameters",
      loss: "sparseCategoricalCrossentropy, from logits",
      optimizer: "fixed",
      "learning rate": "0.25",
      l1: "0",
      l2: "0",
      "seed of the order": "7",
      training: "20 steps, 2 epochs, 1.0 s of training",
    });
  },
);

directoryTest(
  "writeReport() takes outputs of a binary loss for two classes",
  async (directory) => {
    const path = `${directory}/run.json`;
    const model = new Sequential([new Dense(1, { inputs: 1 })]);
    model.parameters[0]!.assign(tensor([[1]]));
    const data = new ArrayDataset(
      tensor([[2], [-1], [0], [3]]),
      tensor([[1], [1], [0], [0]]),
    );
    const session = new Session(model, {
      loss: new BinaryCrossentropy(),
      optimizer: new Fixed(1),
    });
    const classes = ["no", "yes"];
    await writeReport(history, path, { session, data, classes });
    const { examination } = JSON.parse(await Deno.readTextFile(path));
    assertEquals(examination.classes, classes);
    assertEquals(examination.confusion, [[1, 1], [1, 1]]);
    const [{ index, confidence }] = examination.mistakes;
    assertEquals(index, 3);
    assertAlmostEquals(confidence, 1 / (1 + Math.exp(-3)), 1e-6);
  },
);

directoryTest(
  "writeReport() writes one page of .html that needs nothing else",
  async (directory) => {
    const path = `${directory}/run.html`;
    await writeReport(history, path, {
      title: "<First> & last",
      session: pixelSession(),
      data: images,
      classes: ["ant", "bee", "<cat>"],
    });
    const page = await Deno.readTextFile(path);
    assertBalanced(page.replace("<!doctype html>", "").replaceAll("<br>", ""));
    const titles = [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, t]) => t);
    assertEquals(titles, [
      "Curves",
      "Confusion matrix",
      "Worst mistakes",
      "Model",
      "Settings",
    ]);
    assertStringIncludes(page, "<h1>&lt;First&gt; &amp; last</h1>");
    // nothing is fetched: all addresses are of data, or name a namespace
    const addresses = [...page.matchAll(/(?:src|href|xmlns)="([^"]*)"|url\(/g)];
    assertEquals(
      new Set(addresses.map(([, address]) => address?.slice(0, 22))),
      new Set(["http://www.w3.org/2000", "data:image/png;base64,"]),
    );
    assertEquals(/<(script|link|iframe)/.test(page), false);
    assertStringIncludes(page, "default-src 'none'");
    assertStringIncludes(page, "prefers-color-scheme:dark");
    assertStringIncludes(page, "3 of 5 examples are right (60.00 %).");
    assertStringIncludes(
      page,
      'alt="Example 3, bee, predicted as &lt;cat&gt;"',
    );
    assertStringIncludes(page, "bee → <b>&lt;cat&gt;</b>");
    assertStringIncludes(page, "Best validation loss</dt><dd><b>0.2500</b>");
    assertStringIncludes(page, '<td style="text-align:left">1.dense</td>');
    assertEquals([...page.matchAll(/<svg /g)].length, 2);
  },
);

directoryTest(
  "writeReport() leaves out of the page what it was not given",
  async (directory) => {
    const path = `${directory}/run.html`;
    const titlesOf = async (): Promise<unknown[]> => {
      const page = await Deno.readTextFile(path);
      return [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, t]) => t);
    };
    await writeReport(history, path);
    assertEquals(await titlesOf(), ["Curves", "Settings"]);

    const session = pixelSession();
    await writeReport(history, path, { session, data: images.slice(0, 2) });
    const noMistake = ["Curves", "Confusion matrix", "Model", "Settings"];
    assertEquals(await titlesOf(), noMistake);
  },
);

directoryTest(
  "writeReport() lists the most frequent confusions where classes are many",
  async (directory) => {
    const path = `${directory}/run.html`;
    const model = new Sequential([new Dense(30, { inputs: 1 })]);
    model.parameters[0]!.assign(
      tensor([Array.from({ length: 30 }, (_, i) => i)]),
    );
    const data = new ArrayDataset(
      tensor([[1], [1], [1]]), // all taken for the last class
      tensor([4, 5, 5]),
    );
    const { loss, optimizer } = pixelSession();
    await writeReport(history, path, {
      session: new Session(model, { loss, optimizer }),
      data,
    });
    const page = await Deno.readTextFile(path);
    assertStringIncludes(page, "The most frequent confusions of 30 classes.");
    assertStringIncludes(
      page,
      "<tr><td>5</td><td>29</td><td>2</td></tr>" +
        "<tr><td>4</td><td>29</td><td>1</td></tr>",
    );
    // one number is no image
    assertEquals(page.includes("Worst mistakes"), false);
  },
);

directoryTest(
  "writeReport() refuses what makes no report",
  async (directory) => {
    const session = pixelSession();
    const regression = new Session(session.model, {
      loss: new MeanSquaredError(),
      optimizer: new Fixed(1),
    });
    const broken = pixelSession();
    broken.model.parameters[1]!.value.data.fill(NaN);
    const path = `${directory}/run.html`;
    const refusals = [
      [
        new History(),
        {},
        RangeError,
        "expected a history with rows, received one without: fit first",
      ],
      [
        history,
        { data: images },
        TypeError,
        "expected a session together with data, received data alone",
      ],
      [
        history,
        { data: images, session: regression },
        TypeError,
        "expected data with a session whose loss compares classes, received meanSquaredError of outputs [3]: leave data out",
      ],
      [
        history,
        { data: images, session, classes: ["a"] },
        RangeError,
        "expected names of 3 classes, received 1",
      ],
      [
        history,
        { data: images, session, imageShape: [3, 2] },
        ShapeError,
        "expected imageShape of as many pixels as inputs of shape [2, 2]",
      ],
      [
        history,
        { data: images, session: broken },
        RangeError,
        "expected outputs that are numbers, received NaN for example 0",
      ],
      [
        history,
        { data: [] as unknown as ArrayDataset, session },
        TypeError,
        "expected a dataset as data, received an array",
      ],
    ] as const;
    for (const [rows, options, kind, message] of refusals) {
      await assertRejects(
        () => writeReport(rows, path, options as object),
        kind as ErrorConstructor,
        `Cannot write report ${path}: ${message}`,
      );
    }
    assertEquals(namesIn(directory), []);
  },
);

directoryTest(
  "assertReportPath() finds before the training what would fail after it",
  async (directory) => {
    for (
      const [name, received] of [["run.pdf", '".pdf"'], ["run", "no ending"], [
        ".svg",
        "no ending",
      ]]
    ) {
      const path = `${directory}/${name}`;
      const message =
        `Cannot write report ${path}: expected a path that ends in ` +
        `.html, .svg, .json, .csv or .png, received ${received}`;
      await assertRejects(() => assertReportPath(path), RangeError, message);
      await assertRejects(
        () => writeReport(history, path),
        RangeError,
        message,
      );
    }
    const missing = `${directory}/no/run.svg`;
    await assertRejects(
      () => assertReportPath(missing),
      FileError,
      `Cannot write ${missing}: expected a directory for it, received none`,
    );
    await Deno.writeTextFile(`${directory}/run.svg`, "of before");
    await assertReportPath(`${directory}/run.svg`);
    await assertReportPath(`${directory}/new.csv`);
    assertEquals(namesIn(directory), ["run.svg"]);
    assertEquals(await Deno.readTextFile(`${directory}/run.svg`), "of before");
  },
);
