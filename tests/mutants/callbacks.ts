import type { Target } from "./mutant.ts";

/** Faults of callbacks and reports. */
export const callbacks: readonly Target[] = [
  {
    file: "session/callbacks/_monitor.ts",
    faults: [
      {
        fault: "an equal value taken for a better one",
        from: "> this.#minDelta",
        to: ">= this.#minDelta",
      },
      {
        fault: "a row that a resumed fit looks at twice",
        from: 'this.#lastStep = reader.whole("lastStep", -1);',
        to: "",
      },
    ],
  },
  {
    file: "session/callbacks/early_stopping.ts",
    tests: ["session/callbacks/early_stopping_test.ts"],
    faults: [{
      fault: "weights restored to a fit that failed",
      from:
        'const isRegular = outcome === "finished" || outcome === "stopped";',
      to: 'const isRegular = outcome !== "aborted";',
    }, {
      fault: "patience one too long",
      from: "this.#failures < this.patience",
      to: "this.#failures <= this.patience",
    }, {
      fault: "best weights that are not copied",
      from: "else this.#weights.set(parameter, new Float32Array(data));",
      to: "else this.#weights.set(parameter, data);",
    }, {
      fault: "moving moments that are not restored",
      from: "[...model.parameters, ...model.buffers ?? []]",
      to: "[...model.parameters]",
    }],
  },
  {
    file: "session/callbacks/reduce_on_plateau.ts",
    tests: ["session/callbacks/reduce_on_plateau_test.ts"],
    faults: [{
      fault: "a rate below the least",
      from: `Math.max(
      learningRate * this.factor,`,
      to: `Math.min(
      learningRate * this.factor,`,
    }, {
      fault: "patience one too long",
      from: "++this.#failures < this.patience",
      to: "++this.#failures <= this.patience",
    }, {
      fault: "no cooldown",
      from: "this.#rest = this.cooldown;",
      to: "",
    }],
  },
  {
    file: "session/callbacks/checkpoint.ts",
    tests: [
      "session/callbacks/checkpoint_test.ts",
      "tests/file_faults_test.ts",
    ],
    faults: [
      {
        fault: "one file fewer than asked for",
        from: "this.#steps.length > this.keep",
        to: "this.#steps.length >= this.keep && this.keep > 1",
      },
      {
        fault: "steps of checkpoints that were never written",
        from: "this.#steps = before;",
        to: "",
      },
      {
        fault: "a checkpoint that is not awaited",
        from: "await writeFile(this.path, bytes);",
        to: "void writeFile(this.path, bytes);",
      },
      {
        fault: "a checkpoint forgotten that could not be removed",
        from: "await removeFile(this.#pathOf(this.#steps[0]!));",
        to: "await removeFile(this.#pathOf(this.#steps.shift()!)); continue;",
      },
      {
        fault: "a file taken for the one before where its flush failed",
        from: "!await fileHolds(this.path, bytes)",
        to: "true",
      },
      {
        fault: "the best one though it could not be saved",
        from: "this.#monitor?.goBack(best);",
        to: "",
      },
    ],
  },
  {
    file: "session/metrics/confusion_matrix.ts",
    tests: ["session/metrics/class_metrics_test.ts"],
    faults: [
      {
        fault: "truth and prediction that change places",
        from: "counts[actual]![label]! +=",
        to: "counts[label]![actual]! +=",
      },
    ],
  },
  {
    file: "session/report/_examine.ts",
    faults: [
      {
        fault: "what is right among the mistakes",
        from: "if (truth === prediction) continue;",
        to: "",
      },
      {
        fault: "the least wrong first",
        from: "a.truthProbability - b.truthProbability",
        to: "b.truthProbability - a.truthProbability",
      },
    ],
  },
  {
    file: "session/report/_tfrecord.ts",
    faults: [{
      fault: "a checksum rotated the wrong way",
      from: "crc >>> 15 | crc << 17",
      to: "crc >>> 17 | crc << 15",
    }],
  },
  {
    file: "session/report/_png.ts",
    faults: [{
      fault: "pixels in the place of a filter",
      from: "y * (width + 1) + 1 + x",
      to: "y * (width + 1) + x",
    }],
  },
  {
    file: "session/report/_format_csv.ts",
    faults: [{
      fault: "quotes that end a cell",
      from: `replaceAll('"', '""')`,
      to: `replaceAll('"', '"')`,
    }],
  },
  {
    file: "session/charts/_panels.ts",
    tests: ["session/charts", "session/report"],
    faults: [{
      fault: "the last of equals marked as the best",
      from: "sign * (point.value - best.value) > 0",
      to: "sign * (point.value - best.value) >= 0",
    }],
  },
  {
    file: "session/callbacks/progress_bar.ts",
    tests: ["session/callbacks/progress_bar_test.ts"],
    faults: [{
      fault: "a rate that counts validation",
      from: "this.#epochStarted += time;",
      to: "",
    }, {
      fault: "an epoch resumed at its beginning",
      from: "step - batch",
      to: "step",
    }],
  },
  {
    file: "session/report/tensor_board.ts",
    tests: ["session/report/tensor_board_test.ts"],
    faults: [{
      fault: "rows of fits before",
      from: "this.#written = history.rows.length;",
      to: "this.#written = 0;",
    }],
  },
  {
    file: "session/report/_event.ts",
    tests: ["session/report/tensor_board_test.ts"],
    faults: [{
      fault: "numbers of 128 in one byte",
      from: "rest >= 128",
      to: "rest > 128",
    }],
  },
  {
    file: "session/charts/_scale.ts",
    faults: [{
      fault: "ticks of accuracy above 100 %",
      from: "Math.min(last, highest)",
      to: "last",
    }, {
      fault: "a tick that rounding takes",
      from: "i <= upper / step + EDGE",
      to: "i <= upper / step",
    }],
  },
];
