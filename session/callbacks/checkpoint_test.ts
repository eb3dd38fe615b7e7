import { ArrayDataset, StreamDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { decodeSafetensors, tensor } from "@cutedl/tensor";
import { FileError } from "@cutedl/tensor/file";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  directoryTest,
  namesIn,
  withFileSystem,
} from "../../tensor/files/_testing.ts";
import {
  rowsOf,
  ScriptedDataset,
  scriptedSession,
  weightsOf,
} from "../_fixtures_test.ts";
import { DivergenceError } from "../divergence_error.ts";
import { Session } from "../file.ts";
import type { FitOptions } from "../fit_options.ts";
import type { Callback } from "./callback.ts";
import { Checkpoint, type CheckpointOptions } from "./checkpoint.ts";

const inputs = tensor([[1], [2], [3], [4]]);
const double = new ArrayDataset(inputs, tensor([[2], [4], [6], [8]]));
const threeEpochs = { epochs: 3, batchSize: 1 }; // of four steps

function parts() {
  return { loss: new MeanSquaredError(), optimizer: new Fixed(0.01) };
}

function makeSession(): Session {
  const model = new Sequential([new Dense(1, { inputs: 1 })]);
  return new Session(model, parts());
}

/** Training step at which a file was saved. */
function stepOf(path: string): number {
  const { metadata } = decodeSafetensors(Deno.readFileSync(path));
  return JSON.parse(metadata.get("cutedl.session")!).state.step;
}

/** A callback that notes each step at which a file is another. */
function watching(path: string, steps: number[]): Callback {
  return {
    onSavePoint() {
      try {
        const step = stepOf(path);
        if (step !== steps.at(-1)) steps.push(step);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    },
  };
}

directoryTest(
  "Checkpoint saves every so many steps, epochs or seconds, and at the end",
  async (directory) => {
    const all = Array.from({ length: 12 }, (_, i) => i + 1);
    const cases: [Omit<CheckpointOptions, "path">, number[]][] = [
      [{}, [4, 8, 12]],
      [{ every: { epochs: 1 } }, [4, 8, 12]],
      [{ every: { epochs: 2 } }, [8, 12]],
      [{ every: { steps: 3 } }, [3, 6, 9, 12]],
      [{ every: { steps: 5 } }, [5, 10, 12]],
      [{ every: { steps: 100 } }, [12]],
      [{ every: { seconds: 1000 } }, [12]],
      [{ every: { seconds: 1e-9 } }, all],
    ];
    const path = `${directory}/run.safetensors`;
    for (const [options, expected] of cases) {
      const steps: number[] = [];
      await makeSession().fit(double, {
        ...threeEpochs,
        callbacks: [
          new Checkpoint({ path, ...options }),
          watching(path, steps),
        ],
      });
      assertEquals(steps, expected);
      assertEquals(namesIn(directory), ["run.safetensors"]);
      await Deno.remove(path);
    }
  },
);

directoryTest(
  "Checkpoint waits from one save to the next",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    const steps: number[] = [];
    const start = performance.now();
    await makeSession().fit(double, {
      epochs: 5,
      batchSize: 1,
      callbacks: [
        new Checkpoint({ path, every: { seconds: 0.03 } }),
        {
          onSavePoint: () => new Promise((resolve) => setTimeout(resolve, 10)),
        },
        watching(path, steps),
      ],
    });
    // twenty steps of 10 ms and somewhat more, and a save at the end
    const most = (performance.now() - start) / 30 + 1;
    assertEquals(steps.length >= 3 && steps.length <= most, true, `${steps}`);
  },
);

directoryTest(
  "Checkpoint saves the end of an epoch whose length is not known",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    const examples = [1, 2, 3].map((i) => ({ input: [i], target: [2 * i] }));
    const stream = new StreamDataset(() => examples, {
      inputShape: [1],
      targetShape: [1],
    });
    const steps: number[] = [];
    const callbacks = [
      new Checkpoint({ path, every: { epochs: 2 } }),
      watching(path, steps),
    ];
    const session = makeSession();
    await session.fit(stream, { ...threeEpochs, callbacks });
    assertEquals(steps, [6, 9]);
    const loaded = await Session.load(path, parts());
    await loaded.fit(stream, threeEpochs);
    assertEquals(rowsOf(loaded), rowsOf(session));

    // at the last step of an epoch there are two moments to save
    const checkpoint = new Checkpoint({ path, every: { steps: 3 }, keep: 2 });
    await makeSession().fit(stream, {
      ...threeEpochs,
      callbacks: [checkpoint],
    });
    assertEquals(namesIn(directory), ["run-6.safetensors", "run.safetensors"]);
  },
);

directoryTest(
  "Checkpoint saves only what is better than ever, if told so",
  async (directory) => {
    const cases: [Omit<CheckpointOptions, "path">, number[]][] = [
      [{}, [2, 4, 10, 14]],
      [{ mode: "max" }, [2, 16]],
      [{ every: { epochs: 2 } }, [4, 12]],
      [{ every: { steps: 3 } }, [6, 12]],
    ];
    for (const [options, expected] of cases) {
      const path = `${directory}/${crypto.randomUUID()}`;
      const steps: number[] = [];
      const best = new Checkpoint({
        path,
        bestOnly: true,
        monitor: "loss",
        ...options,
      });
      const losses = [5, 3, 4, 3, 2, 2, 1, 6];
      // two steps an epoch
      const script = new ScriptedDataset(losses.map((loss) => [loss, loss]));
      await scriptedSession().fit(script, {
        epochs: losses.length,
        callbacks: [best, watching(path, steps)],
      });
      assertEquals(steps, expected);
      const step = expected.at(-1)!;
      const epoch = step / 2;
      assertEquals(best.best, { value: losses[epoch - 1]!, step, epoch });
    }
  },
);

directoryTest(
  "Checkpoint knows the best value when its fit is resumed",
  async (directory) => {
    const [path, best] = [`${directory}/run.safetensors`, `${directory}/best`];
    const losses = [5, 3, 4, 3, 2];
    const makeCallbacks = () => [
      new Checkpoint({ path: best, bestOnly: true, monitor: "loss" }),
      new Checkpoint({ path }),
    ];
    const fit = (session: Session, epochs: number, more: Callback[] = []) =>
      session.fit(
        new ScriptedDataset(losses.slice(session.epoch).map((loss) => [loss])),
        { epochs, callbacks: [...makeCallbacks(), ...more] },
      );
    const { model, loss } = scriptedSession();
    const session = new Session(model, { loss, optimizer: new Fixed(1) });
    await fit(session, 3);
    assertEquals([stepOf(best), stepOf(path)], [2, 3]);
    const loaded = await Session.load(path, { loss, optimizer: new Fixed(1) });
    const steps: number[] = [];
    await fit(loaded, 5, [watching(best, steps)]);
    assertEquals([steps, stepOf(path)], [[2, 5], 5]);
  },
);

directoryTest(
  "Checkpoint takes nothing for the best that it could not save",
  async (directory) => {
    const path = `${directory}/best`;
    const full = Object.assign(new Error("full"), { code: "ENOSPC" });
    const { rename } = process.getBuiltinModule("node:fs").promises;
    const losses = [5, 2, 4, 3]; // 2 cannot be saved
    const session = scriptedSession();
    const best = new Checkpoint({ path, bestOnly: true, monitor: "loss" });
    const options = { epochs: losses.length, callbacks: [best] };
    const scriptFrom = (epoch: number) =>
      new ScriptedDataset(losses.slice(epoch).map((loss) => [loss]));
    let renames = 0;
    await withFileSystem({
      rename: (from, to) =>
        ++renames === 2 ? Promise.reject(full) : rename(from, to),
    }, async () => {
      await assertRejects(() => session.fit(scriptFrom(0), options), FileError);
    });
    assertEquals(best.best, { value: 5, step: 1, epoch: 1 });
    const steps: number[] = [];
    await session.fit(scriptFrom(2), {
      ...options,
      callbacks: [best, watching(path, steps)],
      resume: true,
    });
    assertEquals(steps, [3, 4]);
    assertEquals(best.best, { value: 3, step: 4, epoch: 4 });
  },
);

directoryTest(
  "Checkpoint keeps as many as it is told, also when its fit is resumed",
  async (directory) => {
    const path = `${directory}/my.run.safetensors`;
    const makeCheckpoint = () =>
      new Checkpoint({ path, every: { steps: 2 }, keep: 3 });
    const stop = {
      onSavePoint({ step }: { step: number }) {
        if (step === 7) throw new Error("killed");
      },
    };
    await assertRejects(
      () =>
        makeSession().fit(double, {
          ...threeEpochs,
          callbacks: [makeCheckpoint(), stop],
        }),
      Error,
      "killed",
    );
    const kept = ["my.run-2.safetensors", "my.run-4.safetensors"];
    assertEquals(namesIn(directory), [...kept, "my.run.safetensors"]);
    for (const [i, name] of [...kept, "my.run.safetensors"].entries()) {
      assertEquals(stepOf(`${directory}/${name}`), 2 * (i + 1));
    }
    const loaded = await Session.load(path, parts());
    await loaded.fit(double, { ...threeEpochs, callbacks: [makeCheckpoint()] });
    assertEquals(namesIn(directory), [
      "my.run-10.safetensors",
      "my.run-8.safetensors",
      "my.run.safetensors",
    ]);
    assertEquals(stepOf(`${directory}/my.run-10.safetensors`), 10);
    assertEquals(stepOf(path), 12);
  },
);

directoryTest(
  "Checkpoint saves what is not saved yet when the fit is aborted",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    const through = makeSession();
    await through.fit(double, threeEpochs);
    for (const every of [{ epochs: 2 }, { steps: 7 }, { steps: 100 }]) {
      const controller = new AbortController();
      const abort = {
        onSavePoint({ step }: { step: number }) {
          if (step === 7) controller.abort(new Error("Ctrl-C"));
        },
      };
      const options: FitOptions = {
        ...threeEpochs,
        callbacks: [new Checkpoint({ path, every }), abort],
      };
      const { rename } = process.getBuiltinModule("node:fs").promises;
      let saves = 0;
      await withFileSystem({
        rename: (from, to) => {
          saves++;
          return rename(from, to);
        },
      }, async () => {
        await assertRejects(
          () =>
            makeSession().fit(double, {
              ...options,
              signal: controller.signal,
            }),
          Error,
          "Ctrl-C",
        );
      });
      assertEquals([stepOf(path), saves], [7, 1]);
      const loaded = await Session.load(path, parts());
      await loaded.fit(double, options);
      assertEquals(rowsOf(loaded), rowsOf(through));
      assertEquals(weightsOf(loaded), weightsOf(through));
      await Deno.remove(path);
    }
    const controller = new AbortController();
    await assertRejects(() =>
      makeSession().fit(double, {
        ...threeEpochs,
        signal: controller.signal,
        callbacks: [
          new Checkpoint({ path, bestOnly: true, monitor: "loss" }),
          { onBatchEnd: () => controller.abort() },
        ],
      })
    );
    assertEquals(namesIn(directory), []);
  },
);

directoryTest(
  "Checkpoint begins afresh with another session",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    const checkpoint = new Checkpoint({ path, every: { steps: 5 }, keep: 2 });
    await makeSession().fit(double, {
      epochs: 1,
      batchSize: 1,
      callbacks: [checkpoint],
    });
    assertEquals(stepOf(path), 4);
    await Deno.remove(path);
    const controller = new AbortController();
    await assertRejects(() =>
      makeSession().fit(double, {
        ...threeEpochs,
        signal: controller.signal,
        callbacks: [checkpoint, {
          onBatchEnd: ({ step }) => step === 4 && controller.abort(),
        }],
      })
    );
    assertEquals([stepOf(path), namesIn(directory).length], [4, 1]);
  },
);

directoryTest(
  "Checkpoint that fails ends the fit with its error, and loses nothing",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    const through = makeSession();
    await through.fit(double, threeEpochs);
    const { rename } = process.getBuiltinModule("node:fs").promises;
    const full = Object.assign(new Error("full"), { code: "ENOSPC" });
    const cases: [number, number][] = [
      [1, 2],
      [3, 2], // the copy of the last one
      [3, 3],
    ];
    for (const [keep, failing] of cases) {
      const session = makeSession();
      const makeOptions = () => ({
        ...threeEpochs,
        callbacks: [new Checkpoint({ path, every: { steps: 3 }, keep })],
      });
      let renames = 0;
      await withFileSystem({
        rename: (from, to) =>
          ++renames === failing ? Promise.reject(full) : rename(from, to),
      }, async () => {
        const error = await assertRejects(
          () => session.fit(double, makeOptions()),
          FileError,
          "expected room for it, received a full disk",
        );
        assertEquals(error.code, "ENOSPC");
      });
      assertEquals([session.step, stepOf(path)], [6, 3]);
      assertEquals(namesIn(directory), ["run.safetensors"]);

      const loaded = await Session.load(path, parts());
      const elsewhere = await Deno.makeTempDir();
      const other = new Checkpoint({ path: `${elsewhere}/run`, keep });
      await loaded.fit(double, { ...threeEpochs, callbacks: [other] });
      await Deno.remove(elsewhere, { recursive: true });
      await session.fit(double, { ...makeOptions(), resume: true });
      for (const resumed of [loaded, session]) {
        assertEquals(rowsOf(resumed), rowsOf(through));
        assertEquals(weightsOf(resumed), weightsOf(through));
      }
      const kept = namesIn(directory);
      const steps = kept.map((name) => stepOf(`${directory}/${name}`));
      const expected: [string, number][] = [
        ["run-3.safetensors", 3],
        ["run-9.safetensors", 9],
        ["run.safetensors", 12],
      ];
      assertEquals(
        kept.map((name, i) => [name, steps[i]]),
        expected.slice(-keep),
      );
      for (const name of kept) await Deno.remove(`${directory}/${name}`);
    }
  },
);

Deno.test("Checkpoint refuses options that are not sensible", () => {
  const attempts: [object, typeof TypeError, string][] = [
    [{ path: "" }, TypeError, 'expected the path of a file, received ""'],
    [{}, TypeError, "expected the path of a file, received undefined"],
    [
      { path: "a", every: {} },
      TypeError,
      "expected every to be { steps }, { epochs } or { seconds }, received {}",
    ],
    [
      { path: "a", every: { steps: 1, epochs: 2 } },
      TypeError,
      'received {"steps":1,"epochs":2}',
    ],
    [{ path: "a", every: { hours: 1 } }, TypeError, 'received {"hours":1}'],
    [
      { path: "a", every: { steps: 0 } },
      RangeError,
      "expected every.steps to be a whole number >= 1, received 0",
    ],
    [{ path: "a", every: { epochs: 0.5 } }, RangeError, "received 0.5"],
    [
      { path: "a", every: { seconds: 0 } },
      RangeError,
      "expected every.seconds to be a finite number > 0, received 0",
    ],
    [{ path: "a", every: { seconds: NaN } }, RangeError, "received NaN"],
    [{ path: "a", every: { seconds: Infinity } }, RangeError, "Infinity"],
    [
      { path: "a", keep: 0 },
      RangeError,
      "expected keep to be a whole number >= 1, received 0",
    ],
    [
      { path: "a", monitor: "loss" },
      TypeError,
      "expected monitor together with bestOnly, received loss alone: add " +
      "bestOnly: true, or leave it out",
    ],
    [{ path: "a", mode: "max" }, TypeError, "expected mode together with"],
    [{ path: "a", bestOnly: true, mode: "up" }, RangeError, "expected mode"],
  ];
  for (const [options, type, message] of attempts) {
    assertThrows(
      () => new Checkpoint(options as CheckpointOptions),
      type,
      message,
    );
  }
});

Deno.test("Checkpoint refuses a fit that does not measure its series", async () => {
  await assertRejects(
    () =>
      makeSession().fit(double, {
        callbacks: [new Checkpoint({ path: "a", bestOnly: true })],
      }),
    RangeError,
    "Cannot save the best: expected monitor to be one of loss, received " +
      "valLoss: give fit the data to validate on as validation",
  );
});

Deno.test("Checkpoint.restore() refuses a state that is not its own", () => {
  const loss = { bestOnly: true, monitor: "loss" };
  const state = new Checkpoint({ path: "a", ...loss }).state()!;
  const other = new Checkpoint({ path: "a", bestOnly: true });
  assertThrows(
    () => other.restore(state),
    RangeError,
    "Cannot restore checkpoint: expected the state of one that monitors " +
      'valLoss, received "loss"',
  );
  for (const steps of [1, [-1], ["1"], [0.5]]) {
    assertThrows(
      () => other.restore({ steps }),
      RangeError,
      "Cannot restore checkpoint: expected steps to be an array of whole numbers",
    );
  }
  assertEquals(new Checkpoint({ path: "a" }).state(), undefined);
});

directoryTest(
  "Checkpoint replaces no file by weights that are infinite, amid an epoch or when aborted",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    const data = new ScriptedDataset([[1, 1, 1, 1]]);
    const controller = new AbortController();
    const cases: [FitOptions, number[]][] = [
      [{ callbacks: [new Checkpoint({ path, every: { steps: 1 } })] }, [1]],
      [{
        signal: controller.signal,
        callbacks: [
          new Checkpoint({ path, every: { steps: 3 } }),
          { onBatchEnd: ({ step }) => step === 2 && controller.abort() },
        ],
      }, []],
    ];
    for (const [options, steps] of cases) {
      const session = scriptedSession();
      session.optimizer.learningRate = 3e38; // to -3e38, then past float32
      const error = await assertRejects(
        () => session.fit(data, { batchSize: 1, ...options }),
        DivergenceError,
        `Cannot save ${path}: expected finite weights after step 2 in epoch 1, ` +
          "received -Infinity for 0.dense.kernel: begin anew, and lower the " +
          "learning rate from 3e+38",
      );
      assertEquals([error.epoch, error.step, error.layer], [1, 2, "0.dense"]);
      assertEquals(namesIn(directory).map(() => stepOf(path)), steps);
      for (const name of namesIn(directory)) {
        Deno.removeSync(`${directory}/${name}`);
      }
    }
  },
);
