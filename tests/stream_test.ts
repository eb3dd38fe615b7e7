import { ArrayDataset, StreamDataset } from "@cutedl/datasets";
import type { Dataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { SparseCategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { Random } from "@cutedl/tensor";
import { assertEquals } from "@std/assert";

const [size, length, classes] = [300, 64, 10];

/** Pixels of some density, and labels. */
function examples(
  density: number,
): { pixels: Uint8Array; labels: Uint8Array } {
  const random = new Random(1);
  return {
    pixels: Uint8Array.from(
      { length: size * length },
      () => random.uniform() < density ? random.integer(256) : 0,
    ),
    labels: Uint8Array.from({ length: size }, () => random.integer(classes)),
  };
}

/** Weights, predictions, and history but for its seconds. */
async function outcome(
  data: Dataset,
  { units, shuffle }: { units: number[]; shuffle: boolean },
): Promise<unknown> {
  const model = new Sequential(
    [...units, classes].map((units) => new Dense(units)),
    { seed: 2 },
  );
  const session = new Session(model, {
    loss: new SparseCategoricalCrossentropy(),
    optimizer: new Fixed(0.1),
  });
  const { rows } = await session.fit(data, {
    epochs: 2,
    batchSize: 32,
    shuffle,
    validation: data,
  });
  return [
    model.parameters.map(({ value }) => value.clone()),
    await session.predict(data),
    rows.map(({ seconds: _, ...row }) => row),
  ];
}

for (
  const [kind, density] of [
    ["pixels", 0.2],
    ["pixels", 0.45],
    ["pixels", 1],
    ["numbers", 0.2],
    ["numbers", 1],
  ] as const
) {
  Deno.test(`Training from a stream gives the same bytes as from memory, ${density * 100} % of the ${kind} not zero`, async () => {
    const { pixels, labels } = examples(density);
    const inputs = kind === "pixels"
      ? pixels
      : Float32Array.from(pixels, (pixel) => pixel / 255);
    const inMemory = new ArrayDataset(
      { data: inputs, shape: [size, length] },
      { data: labels, shape: [size] },
    );
    const stream = new StreamDataset(function* () {
      for (let i = 0; i < size; i++) {
        yield {
          input: inputs.subarray(i * length, (i + 1) * length),
          target: labels[i]!,
        };
      }
    }, { inputShape: [length], size, shuffleBuffer: size });
    for (const units of [[], [40]]) {
      for (const shuffle of [false, true]) { // in a buffer as large as the data
        assertEquals(
          await outcome(stream, { units, shuffle }),
          await outcome(inMemory, { units, shuffle }),
        );
      }
    }
  });
}
