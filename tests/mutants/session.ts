import type { Target } from "./mutant.ts";

/** Faults of sessions: the loop, metrics, callbacks, saving, reports. */
export const session: readonly Target[] = [
  {
    file: "session/_scores.ts",
    tests: ["session/session_test.ts", "session/fit_test.ts"],
    faults: [{
      fault: "a mean of batches, not of examples",
      from: `this.#loss += value * size;
    this.#examples += size;`,
      to: `this.#loss += value * size ** 0;
    this.#examples++;`,
    }],
  },
  {
    file: "session/_metric_pool.ts",
    tests: ["session/session_test.ts", "session/validation_test.ts"],
    faults: [{
      fault: "metrics that are not reset",
      from: "for (const metric of metrics) metric.reset();",
      to: "",
    }],
  },
  {
    file: "session/_trainer.ts",
    tests: ["session/layers_test.ts", "session/divergence_error_test.ts"],
    faults: [
      {
        fault: "an evaluation that trains",
        from: "const options = { workspace };",
        to: "const options = { workspace, training: true };",
      },
      {
        fault: "an infinite loss that passes",
        from: "if (!Number.isFinite(value))",
        to: "if (Number.isNaN(value))",
      },
      {
        fault: "gradients that are not all looked at",
        from: "if (!engine.allFinite(gradients)) {",
        to: "if (!engine.allFinite(gradients.slice(0, 1))) {",
      },
    ],
  },
  {
    file: "session/_hooks.ts",
    tests: ["session/callbacks_test.ts", "session/faults_test.ts"],
    faults: [
      {
        fault: "a thenable taken for a promise",
        from: "Promise.resolve(returned)",
        to: "returned",
      },
      {
        fault: "a callback that is not awaited",
        from: "if (isPromise(returned)) {",
        to: "if (isPromise(returned) && i < 0) {",
      },
      {
        fault: "an end of the fit that is not awaited",
        from: "await callback.onFitEnd?.(context);",
        to: "callback.onFitEnd?.(context);",
      },
    ],
  },
  {
    file: "session/_fit.ts",
    tests: [
      "session/fit_test.ts",
      "session/callbacks_test.ts",
      "session/validation_test.ts",
      "session/resume_test.ts",
      "session/interrupted_fit_test.ts",
      "session/abort_test.ts",
    ],
    faults: [{
      fault: "an epoch counted though it was stopped",
      from: "isComplete = isLast;",
      to: "isComplete = true;",
    }, {
      fault: "a validation that a resumed fit skips",
      from:
        "if (this.#isValidationDue) await this.#validate(); // of an interrupted step",
      to: "",
    }, {
      fault: "memory that a late batch may write to",
      from:
        "if (isAborted) this.#trainer.renewMemory(); // a batch may come late",
      to: "",
    }, {
      fault: "a state after the row of a part",
      from:
        "this.#state &&= outcomeOf(this.#state); // before the row of a part",
      to: "",
    }, {
      fault: "a callback of the batch that is not awaited",
      from: `hooks.run("onBatchEnd", moment);
        if (promise !== undefined) await promise;`,
      to: `hooks.run("onBatchEnd", moment);
        if (promise !== undefined) void promise;`,
    }, {
      fault: "the order of the first epoch in each",
      from: "{ batchSize, shuffle, seed, epoch, workspace }",
      to: "{ batchSize, shuffle, seed, epoch: 0, workspace }",
    }, {
      fault: "batches that a resumed fit repeats",
      from: "start === 0 ? options : { ...options, start }",
      to: "options",
    }, {
      fault: "a validation one epoch late",
      from: "this.#epoch % validation.every.epochs === 0",
      to: "(this.#epoch - 1) % validation.every.epochs === 0",
    }, {
      fault: "seconds that count validation",
      from: `this.#stopwatch.stop();
    await this.#hooks.run("onValidationStart"`,
      to: `await this.#hooks.run("onValidationStart"`,
    }],
  },
  {
    file: "session/_fits.ts",
    tests: ["session/interrupted_fit_test.ts", "session/resume_test.ts"],
    faults: [{
      fault: "rows that a resumed fit has twice",
      from: "session.history.truncate(resumed.rows);",
      to: "resumed.rows;",
    }],
  },
  {
    file: "session/_fit_plan.ts",
    tests: ["session/callbacks_test.ts", "session/callbacks"],
    faults: [{
      fault: "steps of an epoch without the last",
      from: "Math.ceil(data.size / batchSize)",
      to: "Math.floor(data.size / batchSize)",
    }],
  },
  {
    file: "session/_evaluate.ts",
    tests: ["session/validation_test.ts"],
    faults: [{
      fault: "a batch too many",
      from: "if (++count === batches) break;",
      to: "if (count++ === batches) break;",
    }],
  },
  {
    file: "session/_abortable.ts",
    tests: ["session/abort_test.ts"],
    faults: [{
      fault: "a signal that waits for data",
      from: "reject(this.#signal.reason);",
      to: "",
    }],
  },
  {
    file: "session/session.ts",
    tests: ["session/saving", "session/resume_test.ts"],
    faults: [{
      fault: "an optimizer that begins anew",
      from: "if (state) optimizer.restore(state.optimizer, model.parameters);",
      to: "",
    }],
  },
  {
    file: "session/_direction.ts",
    tests: ["session/callbacks", "session/history_test.ts"],
    faults: [{
      fault: "min for max of a validated accuracy",
      from: "|f1/i",
      to: "|f1/",
    }],
  },
  {
    file: "session/_series.ts",
    tests: ["session/history_test.ts"],
    faults: [{
      fault: "NaN taken for the best",
      from: "if (Number.isNaN(row[key])) continue;",
      to: "",
    }],
  },
  {
    file: "session/_history_json.ts",
    tests: ["session/history_test.ts"],
    faults: [{
      fault: "NaN that JSON loses",
      from: "Number.isFinite(value) ? value : String(value)",
      to: "value",
    }],
  },
  {
    file: "session/_recorder.ts",
    tests: ["session/resume_test.ts", "session/interrupted_fit_test.ts"],
    faults: [{
      fault: "a row that was measured and is lost",
      from: "this.#row = row;",
      to: "",
    }],
  },
  {
    file: "session/_stopwatch.ts",
    tests: ["session/interrupted_fit_test.ts", "session/validation_test.ts"],
    faults: [{
      fault: "seconds that are counted twice",
      from: `this.#started = undefined;
  }`,
      to: "}",
    }],
  },
  {
    file: "session/_predict.ts",
    tests: ["session/session_test.ts"],
    faults: [{
      fault: "predictions that the next ones overwrite",
      from: "model.forward(block, { workspace }).clone()",
      to: "model.forward(block, { workspace })",
    }, {
      fault: "a last block that is dropped",
      from: "start < rows; start += BLOCK",
      to: "start + BLOCK <= rows; start += BLOCK",
    }],
  },
  {
    file: "session/_assert_outputs.ts",
    tests: ["session/session_test.ts"],
    faults: [{
      fault: "a sigmoid under a loss of logits",
      from: 'activation !== "softmax" && activation !== "sigmoid"',
      to: 'activation !== "softmax"',
    }],
  },
  {
    file: "session/saving/_special.ts",
    faults: [{
      fault: "a zero that loses its sign",
      from: `  "-0",
`,
      to: "",
    }],
  },
  {
    file: "session/saving/_decode_state.ts",
    faults: [{
      fault: "a tensor that is taken twice",
      from: `left.delete(name as string);
    return`,
      to: "return",
    }],
  },
  {
    file: "session/_history_table.ts",
    tests: ["session/history_test.ts"],
    faults: [{
      fault: "a last row that is not shown",
      from: "...rows.slice(-EDGE)",
      to: "...rows.slice(-EDGE - 1, -1)",
    }],
  },
  {
    file: "session/_numbers.ts",
    tests: ["session/_numbers_test.ts"],
    faults: [{
      fault: "60 s that are no minute",
      from: "if (whole < 60)",
      to: "if (whole <= 60)",
    }],
  },
  {
    file: "session/_fit_state.ts",
    tests: ["session/interrupted_fit_test.ts", "session/saving"],
    faults: [{
      fault: "more rows than there are",
      from: 'reader.whole("rows", 0, session.rows)',
      to: 'reader.whole("rows", 0)',
    }, {
      fault: "a fit resumed with another size of batches",
      from: "if (given !== expected)",
      to: 'if (given !== expected && key !== "batchSize")',
    }],
  },
];
