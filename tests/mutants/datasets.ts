import type { Target } from "./mutant.ts";

const idx = ["datasets/read_idx_test.ts", "datasets/read_idx_refusals_test.ts"];
const array = [
  "datasets/array_dataset_test.ts",
  "datasets/array_dataset_refusals_test.ts",
];
const stream = [
  "datasets/stream_dataset_test.ts",
  "datasets/stream_dataset_refusals_test.ts",
  "datasets/stream_reading_test.ts",
];
const download = [
  "datasets/_download_test.ts",
  "datasets/_download_faults_test.ts",
];

/** Faults of datasets, and of reading and downloading them. */
export const datasets: readonly Target[] = [
  {
    file: "datasets/array_dataset.ts",
    tests: array,
    faults: [
      {
        fault: "the same order in every epoch",
        from: "new Random(seed).derive(epoch), this.size",
        to: "new Random(seed).derive(0), this.size",
      },
      {
        fault: "a dropped last batch",
        from: "dropLast ? Math.floor : Math.ceil",
        to: "Math.floor",
      },
      {
        fault: "a start that is not kept to",
        from: "for (let i = start; i < count; i++)",
        to: "for (let i = 0; i < count; i++)",
      },
      {
        fault: "pixels that never reach 1",
        from: "Uint8Array ? 1 / 255 : 1",
        to: "Uint8Array ? 1 / 256 : 1",
      },
    ],
  },
  {
    file: "datasets/stream_dataset.ts",
    tests: stream,
    faults: [
      {
        fault: "the same order in every epoch",
        from: ".derive(options.epoch)",
        to: ".derive(0)",
      },
      {
        fault: "a start that is one batch off",
        from: "if (batch++ >= start) yield",
        to: "if (batch++ > start) yield",
      },
      {
        fault: "a dropped last example",
        from: "row > 0 && !dropLast",
        to: "row > 1 && !dropLast",
      },
    ],
  },
  {
    file: "datasets/_shuffle.ts",
    tests: stream,
    faults: [
      {
        fault: "a rest of the buffer that is not shuffled",
        from: "await permutation(random, waiting)",
        to: "Array(waiting).keys()",
      },
      {
        fault: "an example that waits till the end",
        from: "random.integer(size)",
        to: "random.integer(Math.max(1, size - 1))",
      },
    ],
  },
  {
    file: "datasets/_example_reader.ts",
    tests: stream,
    faults: [{
      fault: "a generator that is read twice",
      from: "if (started.has(once))",
      to: "if (started.has(started))",
    }, {
      fault: "a block that is not closed",
      from: "if (progress?.isOver === false) progress.examples.return?.();",
      to: "",
    }, {
      fault: "a block that does not let the event loop turn",
      from: "progress.pause = yieldWhenDue();",
      to: "",
    }],
  },
  {
    file: "datasets/_examples.ts",
    tests: [...array, ...stream],
    faults: [
      {
        fault: "targets of the batch before",
        from: "outputs.fill(0);",
        to: "",
      },
      {
        fault: "a label one too high",
        from: "label < classes)",
        to: "label <= classes)",
      },
    ],
  },
  {
    file: "datasets/_split.ts",
    tests: ["datasets/split_test.ts"],
    faults: [{
      fault: "what is left goes to those that need it least",
      from: "b.rest - a.rest",
      to: "a.rest - b.rest",
    }],
  },
  {
    file: "datasets/_idx_header.ts",
    tests: idx,
    faults: [
      {
        fault: "a number of bytes beyond 2^53",
        from: "itemBytes * Math.max(1, shape[0]!)",
        to: "itemBytes",
      },
      {
        fault: "a header without sizes",
        from: "if (rank === 0)",
        to: "if (rank === 256)",
      },
    ],
  },
  {
    file: "datasets/_idx_elements.ts",
    tests: idx,
    faults: [{
      fault: "the wrong order of bytes",
      from: "view.getInt16(2 * i)",
      to: "view.getInt16(2 * i, true)",
    }],
  },
  {
    file: "datasets/_idx_reader.ts",
    tests: idx,
    faults: [
      {
        fault: "bytes behind the end",
        from: "(await this.#bytes.peek(1)).length === 0",
        to: "(await this.#bytes.peek(1)).length >= 0",
      },
      {
        fault: "a last chunk that is too long",
        from: "Math.min(items, left)",
        to: "items",
      },
    ],
  },
  {
    file: "datasets/_gunzip.ts",
    tests: [...idx, "datasets/_gunzip_test.ts"],
    faults: [{
      fault: "bytes behind the end of gzip",
      from: "if (trailing > 0)",
      to: "if (trailing > 64)",
    }, {
      fault: "the packed chunks of others released",
      from: "if (chunks.areOwned) given",
      to: "given",
    }],
  },
  {
    file: "datasets/_load_mnist_file.ts",
    tests: ["datasets/load_mnist_test.ts", ...download],
    faults: [{
      fault: "an unpacked file by the name of a packed one",
      from: "const packed = bytes[0] !== 0;",
      to: "const packed = bytes.length > 0;",
    }, {
      fault: "a checksum that is not compared",
      from: "if (sha256 === file.sha256)",
      to: 'if (sha256 !== "")',
    }],
  },
  {
    file: "datasets/_download.ts",
    tests: download,
    faults: [{
      fault: "a callback whose mistake is lost",
      from: "if (mistake !== undefined) throw mistake.error;",
      to: "",
    }, {
      fault: "a timer that outlives the download",
      from: `idle.stop();
    await`,
      to: "await",
    }, {
      fault: "a download without a limit",
      from: "if (bytes.length <= limit)",
      to: "if (bytes.length > 0)",
    }, {
      fault: "a drip that counts as progress",
      from: "received - this.#received < LEAST",
      to: "received === this.#received",
    }, {
      fault: "the page of a failure taken for the file",
      from: "!response.ok || response.body",
      to: "response.status === 0 || response.body",
    }],
  },
  {
    file: "datasets/_byte_reader.ts",
    tests: [
      "datasets/_byte_reader_test.ts",
      ...idx,
      "tests/hostile_files_test.ts",
    ],
    faults: [{
      fault: "memory for what a header promises",
      from: "Math.min(length, trusted)",
      to: "length",
    }, {
      fault: "memory that is released although a view of it was given",
      from: "this.#rest.length === 0 && this.#given !== part.buffer",
      to: "this.#rest.length === 0",
    }, {
      fault: "the memory of another released",
      from: "if (isDone && this.#chunks.areOwned)",
      to: "if (isDone)",
    }],
  },
  {
    file: "datasets/idx_dataset.ts",
    tests: ["datasets/idx_dataset_test.ts"],
    faults: [{
      fault: "bytes behind the targets",
      from: "await targetChunks.next(); // its end has its own checks",
      to: "",
    }],
  },
  {
    file: "datasets/_selection.ts",
    tests: ["datasets/split_test.ts", ...stream],
    faults: [{
      fault: "a part of fewer examples than were promised",
      from: "if (!reading.isStopped) checkSize(whole, place);",
      to: "",
    }],
  },
  {
    file: "datasets/_inputs.ts",
    tests: array,
    faults: [{
      fault: "the scale of another dataset",
      from: "if (listing.scale === scale) return",
      to: "return",
    }],
  },
  {
    file: "datasets/_example_store.ts",
    tests: ["datasets/_example_store_test.ts", ...stream],
    faults: [{
      fault: "inputs lost as memory grows",
      from: "if (this.#inputs) inputs.set(this.#inputs);",
      to: "",
    }, {
      fault: "targets lost as memory grows",
      from: "targets.set(this.#targets);",
      to: "",
    }],
  },
];
