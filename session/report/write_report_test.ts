import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Dropout, LayerNormalization, Sequential } from "@cutedl/layers";
import { BinaryCrossentropy, MeanSquaredError } from "@cutedl/losses";
import { Adam, Fixed } from "@cutedl/optimizers";
import { tensor } from "@cutedl/tensor";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { directoryTest, namesIn } from "../../tensor/files/_testing.ts";
import { assertBalanced, historyOf } from "../charts/_testing.ts";
import { historyToSvg } from "../charts/history_to_svg.ts";
import { History } from "../history.ts";
import { Session } from "../session.ts";
import { images, pixelSession } from "./_testing.ts";
import { writeReport } from "./write_report.ts";

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
    const model = new Sequential([
      new Dense(3, { inputs: 4 }),
      new Dropout(0.5),
      new Dense(3),
      new LayerNormalization(),
      new Dense(2),
    ]);
    const loss = new MeanSquaredError();
    const session = new Session(model, { loss, optimizer: new Adam(0.003) });
    await Deno.writeTextFile(path, "of before");
    await writeReport(history, path, { session });
    const subtitle =
      "4→3→3→2, adam 0.003, 20 steps, 2 epochs, 1.0 s of training";
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
      tensor([[2], [-1], [0], [3], [1e-9]]), // the last is yes, by a hair
      tensor([[1], [1], [0], [0], [1]]),
    );
    const session = new Session(model, {
      loss: new BinaryCrossentropy(),
      optimizer: new Fixed(1),
    });
    const classes = ["no", "yes"];
    await writeReport(history, path, { session, data, classes });
    const { examination } = JSON.parse(await Deno.readTextFile(path));
    assertEquals(examination.classes, classes);
    assertEquals(examination.confusion, [[1, 1], [1, 2]]);
    assertEquals(
      examination.right / examination.examples,
      (await session.evaluate(data)).accuracy,
    );
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
    assertEquals([...page.matchAll(/<svg /g)].length, 3); // by width
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

    // not all values are from 0 to 1
    const doubled = new ArrayDataset(tensor([[0, 0, 2, 0]]), tensor([1]));
    const flat = new Session(new Sequential([session.model.layers![1]!]), {
      loss: session.loss,
      optimizer: session.optimizer,
    });
    await writeReport(history, path, { session: flat, data: doubled });
    assertEquals(await titlesOf(), noMistake);
    const imageShape = [2, 2] as const;
    await writeReport(history, path, {
      session: flat,
      data: doubled,
      imageShape,
    });
    assertEquals((await titlesOf()).includes("Worst mistakes"), true);
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
