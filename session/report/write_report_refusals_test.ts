import { ArrayDataset } from "@cutedl/datasets";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { ShapeError, tensor, zeros } from "@cutedl/tensor";
import { FileError } from "@cutedl/tensor/file";
import { assertEquals, assertRejects } from "@std/assert";
import { directoryTest, namesIn } from "../../tensor/files/_testing.ts";
import { historyOf } from "../charts/_testing.ts";
import { History } from "../history.ts";
import { Session } from "../session.ts";
import { images, pixelSession } from "./_testing.ts";
import { assertReportPath, writeReport } from "./write_report.ts";

const history = historyOf({ loss: [0.5, NaN], valLoss: [0.25, Infinity] });

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
        {
          data: new ArrayDataset(zeros([1, 2, 2]), tensor([3])),
          session,
        },
        RangeError,
        "expected targets that are one of 3 classes, received another for " +
        "example 0",
      ],
      [
        history,
        { data: images.slice(0, 0), session },
        RangeError,
        "expected examples in data, received none",
      ],
      [
        history,
        { data: [] as unknown as ArrayDataset, session },
        TypeError,
        "expected a dataset as data, received an array",
      ],
      [
        session as unknown as History,
        {},
        TypeError,
        "expected a History as history, received ",
      ],
      [
        history,
        { session: session.model as unknown as Session },
        TypeError,
        "expected a Session as session, received ",
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
