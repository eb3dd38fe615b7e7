import type { Target } from "./mutant.ts";

/** Faults of engines, their threads and their memory. */
export const engines: readonly Target[] = [
  {
    file: "tensor/engines/_split.ts",
    tests: [
      "tensor/engines/products_test.ts",
      "tensor/engines/updates_test.ts",
    ],
    faults: [
      {
        fault: "a last stretch that is too long",
        from: "Math.min(length, Math.round(i * steps / count) * step)",
        to: "Math.round(i * steps / count) * step",
      },
      {
        fault: "parts that begin one place late",
        from: "start: bounds[i]!",
        to: "start: i === 0 ? 0 : bounds[i]! + 1",
      },
    ],
  },
  {
    file: "tensor/engines/_threads.ts",
    tests: ["tensor/engines/_threads_test.ts", "tests/threads_test.ts"],
    faults: [{
      fault: "a barrier that is skipped",
      from: "this.#awaitOthers(count - own);",
      to: "this.#check();",
    }],
  },
  {
    file: "tensor/engines/_thread_source.ts",
    tests: ["tensor/engines/_threads_test.ts"],
    faults: [{
      fault: "a thread that fails in silence",
      from: "Atomics.store(words, board.failed, 1);",
      to: "",
    }],
  },
  {
    file: "tensor/engines/_gemm_parts.ts",
    tests: ["tensor/engines/products_test.ts", "tests/threads_test.ts"],
    faults: [{
      fault: "threads that misplace a transposed B",
      from: "(transposeB ? start * ldb : start)",
      to: "start",
    }, {
      fault: "threads that all take the first columns of the bias",
      from: "bias && bias + 4 * start",
      to: "bias",
    }],
  },
  {
    file: "tensor/engines/_memory.ts",
    tests: [
      "tensor/engines/_memory_test.ts",
      "tensor/engines/wasm_test.ts",
      "tests/memory_test.ts",
    ],
    faults: [{
      fault: "dropped arrays that count for ever",
      from: "this.#arrayBytes -= this.#sizes.get(start)!;",
      to: "",
    }, {
      fault: "free memory that stays in pieces",
      from: "const joinsAfter = after?.start === end;",
      to: "const joinsAfter = after?.start === -1;",
    }, {
      fault: "memory that is not zeroed",
      from: "if (zeroed) array.fill(0);",
      to: "",
    }],
  },
  {
    file: "tensor/engines/_wasm_updates.ts",
    tests: ["tensor/engines/updates_test.ts"],
    faults: [{
      fault: "no bias correction of the squares",
      from: "1 / Math.sqrt(1 - beta2 ** settings.step)",
      to: "1",
    }],
  },
  {
    file: "tensor/workspace.ts",
    tests: ["tensor/workspace_test.ts"],
    faults: [{
      fault: "memory asked for again by each smaller batch",
      from: "slot.memory.length < size",
      to: "slot.memory.length !== size",
    }],
  },
  {
    file: "tensor/event_loop.ts",
    tests: ["tensor/event_loop_test.ts", "tests/event_loop_test.ts"],
    faults: [{
      fault: "turns of the event loop that come late",
      from: "const LIMIT = 45;",
      to: "const LIMIT = 450;",
    }],
  },
  {
    file: "tensor/engines/_staging.ts",
    tests: ["tensor/engines/_staging_test.ts"],
    faults: [{
      fault: "scratch memory that is never given back",
      from: "this.#scratchBytes = bytes;",
      to: "",
    }],
  },
  {
    file: "tensor/engines/_kept_rows.ts",
    tests: ["tensor/engines/pixels_test.ts"],
    faults: [{
      fault: "lists that overflow their memory",
      from: "this.#next + 4 * rows * pairs > this.#end",
      to: "this.#next > this.#end",
    }],
  },
  {
    file: "tensor/engines/_wasm_pixels.ts",
    tests: ["tensor/engines/pixels_test.ts"],
    faults: [{
      fault: "a number of a pair that overflows its bits",
      from: "!Number.isInteger(pairs) || pairs > MOST_PAIRS",
      to: "!Number.isInteger(pairs) || pairs > MOST_PAIRS + 1",
    }, {
      fault: "lists by row that lists by pair overwrite",
      from: "spansAndEnds + 4 * Math.floor(rows * pairs * HIGHEST_DENSITY)",
      to: "spansAndEnds + Math.floor(rows * pairs * HIGHEST_DENSITY)",
    }],
  },
  {
    file: "tensor/sparse_tensor.ts",
    tests: ["tensor/sparse_tensor_test.ts", "tensor/engines/pixels_test.ts"],
    faults: [{
      fault: "dense elements of the batch before",
      from: "this.#isFilled = false;",
      to: "",
    }],
  },
  {
    file: "tensor/parameter.ts",
    tests: ["tensor/parameter_test.ts"],
    faults: [{
      fault: "a parameter that shares the memory it came from",
      from: `memory.set(source.data);
    this.value = new Tensor(memory, source.shape);`,
      to: `memory.set(source.data);
    this.value = source;`,
    }],
  },
];
