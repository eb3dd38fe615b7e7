import { Fixed } from "@cutedl/optimizers";
import { FileError } from "@cutedl/tensor/file";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { directoryTest, namesIn } from "../../tensor/files/_testing.ts";
import { ScriptedDataset, scriptedSession } from "../_fixtures_test.ts";
import { encodeEvent } from "./_event.ts";
import { frameRecord } from "./_tfrecord.ts";
import { TensorBoard } from "./tensor_board.ts";

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

Deno.test("frameRecord() frames and sums as TFRecord does", () => {
  // worked from the format with the check value of CRC-32C,
  // crc("123456789") = e3069283, masked (crc >>> 15 | crc << 17) + a282ead8
  const nine = new TextEncoder().encode("123456789");
  const masked = ((0xe3069283 >>> 15 | 0xe3069283 << 17) + 0xa282ead8) >>> 0;
  const frame = frameRecord(nine);
  const view = new DataView(frame.buffer);
  assertEquals(view.getBigUint64(0, true), 9n);
  assertEquals(frame.subarray(12, 21), nine);
  assertEquals(view.getUint32(21, true), masked);
  // the frame of an empty record, as TensorFlow writes it
  assertEquals(
    hex(frameRecord(new Uint8Array())),
    "00 00 00 00 00 00 00 00 29 03 98 07 d8 ea 82 a2",
  );
});

Deno.test("encodeEvent() writes the fields of event.proto", () => {
  assertEquals(
    hex(encodeEvent(1.5, { fileVersion: "brain.Event:2" })),
    "09 00 00 00 00 00 00 f8 3f 1a 0d " +
      "62 72 61 69 6e 2e 45 76 65 6e 74 3a 32",
  );
  // 128 is the first number of two bytes
  const longer = hex(encodeEvent(0, { step: 128, scalars: [] }));
  assertEquals(longer.endsWith("10 80 01 2a 00"), true, longer);
  const scalars = [{ tag: "loss", value: 0.25 }];
  assertEquals(
    hex(encodeEvent(2, { step: 300, scalars })),
    "09 00 00 00 00 00 00 00 40 10 ac 02 2a 0d 0a 0b " +
      "0a 04 6c 6f 73 73 15 00 00 80 3e",
  );
});

/** An event, as read by hand from the wire. */
interface Read {
  time: number;
  step?: number;
  version?: string;
  values: [string, number][];
}

/** Reads an event file, independently of what wrote it. */
function readEvents(bytes: Uint8Array): Read[] {
  const events: Read[] = [];
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length;) {
    const length = Number(view.getBigUint64(at, true));
    const event: Read = { time: NaN, values: [] };
    fields(bytes.subarray(at + 12, at + 12 + length), {
      1: (data) =>
        event.time = new DataView(data.slice().buffer).getFloat64(0, true),
      2: (_, value) => event.step = value,
      3: (data) => event.version = new TextDecoder().decode(data),
      5: (summary) =>
        fields(summary, {
          1: (scalar) => {
            const pair: [string, number] = ["", NaN];
            fields(scalar, {
              1: (data) => pair[0] = new TextDecoder().decode(data),
              2: (data) =>
                pair[1] = new DataView(data.slice().buffer).getFloat32(0, true),
            });
            event.values.push(pair);
          },
        }),
    });
    events.push(event);
    at += 16 + length;
  }
  return events;
}

function fields(
  bytes: Uint8Array,
  take: Record<number, (data: Uint8Array, value: number) => unknown>,
): void {
  let at = 0;
  const varint = (): number => {
    for (let value = 0, factor = 1;; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const value = [0, 2].includes(key & 7) ? varint() : 0;
    const length = { 0: 0, 1: 8, 2: value, 5: 4 }[key & 7]!;
    take[key >> 3]!(bytes.subarray(at, at + length), value);
    at += length;
  }
}

directoryTest(
  "TensorBoard writes each row once, for training and validation apart",
  async (directory) => {
    const run = `${directory}/runs/first`;
    let now = 1_700_000_000_250;
    const session = scriptedSession();
    const board = new TensorBoard({ directory: run, now: () => now });
    const seen: number[] = [];
    await session.fit(new ScriptedDataset([[4, 2]]), {
      epochs: 2,
      batchSize: 1,
      validation: new ScriptedDataset([[7]]),
      validateEvery: { epochs: 2 },
      callbacks: [board, {
        onEpochEnd: () => {
          now += 1000;
          seen.push(readEvents(fileOf("train")).length);
        },
      }],
    });
    function fileOf(part: string): Uint8Array {
      const [name, ...more] = namesIn(`${run}/${part}`);
      assertEquals(more, []);
      assertMatch(
        name!,
        /^events\.out\.tfevents\.1700000000\.250\.[0-9a-f]{8}\.cutedl$/,
      );
      return Deno.readFileSync(`${run}/${part}/${name}`);
    }
    const rate = session.optimizer.learningRate;
    const values = (loss: number): [string, number][] => [
      ["loss", loss],
      ["learningRate", Math.fround(rate)],
    ];
    assertEquals(seen, [2, 3]); // while it trains
    assertEquals(readEvents(fileOf("train")), [
      { time: 1_700_000_000.25, version: "brain.Event:2", values: [] },
      { time: 1_700_000_000.25, step: 2, values: values(3) },
      { time: 1_700_000_001.25, step: 4, values: values(3) },
    ]);
    assertEquals(readEvents(fileOf("validation")), [
      { time: 1_700_000_001.25, version: "brain.Event:2", values: [] },
      { time: 1_700_000_001.25, step: 4, values: [["loss", 7]] },
    ]);
  },
);

directoryTest(
  "TensorBoard writes another file for each fit, and the row of a part",
  async (directory) => {
    const session = scriptedSession();
    let now = 1e12;
    const board = new TensorBoard({ directory, now: () => now += 5 });
    const callbacks = [board, {
      onBatchEnd: ({ step }: { step: number }) => step === 3 && session.stop(),
    }];
    const data = new ScriptedDataset([[4, 2]]);
    await scriptedSession().fit(data, { batchSize: 1, callbacks: [board] });
    await Deno.remove(`${directory}/train`, { recursive: true });
    await session.fit(data, { epochs: 2, batchSize: 1, callbacks });
    await session.fit(data, { batchSize: 1, callbacks });
    const files = namesIn(`${directory}/train`).map((name) =>
      readEvents(Deno.readFileSync(`${directory}/train/${name}`))
    );
    assertEquals(
      files.map((events) => events.map(({ step }) => step)),
      [[undefined, 2, 3], [undefined, 5]],
    );
    assertEquals(namesIn(`${directory}/validation`), []);
  },
);

directoryTest(
  "TensorBoard refuses a directory that cannot be written, before any step",
  async (directory) => {
    const path = `${directory}/file`;
    await Deno.writeTextFile(path, "");
    const session = scriptedSession();
    await assertRejects(
      () =>
        session.fit(new ScriptedDataset([[1]]), {
          callbacks: [new TensorBoard({ directory: path })],
        }),
      FileError,
      `Cannot write ${path}/train: expected directories above it, received a file`,
    );
    assertEquals(session.step, 0);
    assertThrows(
      () => new TensorBoard({ directory: new Fixed(1) as unknown as string }),
      TypeError,
      "Cannot create TensorBoard callback: expected the path of a directory, " +
        "received an object",
    );
  },
);
