import { syntheticDigits } from "@cutedl/datasets";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { join } from "@std/path/join";
import { blasLibrary, noBlas } from "../../tests/blas_engine.ts";
import { permits } from "../../tests/permissions.ts";
import { engineNames } from "../engines.ts";
import { makeJob, prepare } from "./prepare.ts";
import type { Answer, Job, Task } from "./protocol.ts";
import { workloads } from "./workloads.ts";

const allowed = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" });
const skipped = allowed ? "" : " (skipped: needs to read, write and run deno)";

const PIXELS = 784;
const CLASSES = 10;
const DRAWN = 200; // digits, which divides the sizes of MNIST
const [w1] = workloads;

Deno.test({
  name: "with_cutedl.ts starts from the weights and takes the batches that " +
    `others read, with every engine${skipped}${noBlas && " (blas skipped)"}`,
  ignore: !allowed,
  fn: async () => {
    const directory = await Deno.makeTempDir();
    try {
      await writeDigits(directory, "train", 60_000);
      await writeDigits(directory, "t10k", 10_000);
      await prepare(directory, directory, [w1!]);
      const job = makeJob(w1!, directory);
      const expected = await softmaxRegression(job);
      for (const variant of engineNames) {
        if (variant.startsWith("blas") && blasLibrary === undefined) continue;
        const ask = (task: Task): Promise<readonly number[]> =>
          answerOf({ ...job, task, variant, threads: 1, seconds: 0.01 });
        const [firstLoss] = await ask("start");
        assertAlmostEquals(firstLoss!, expected.firstLoss, 1e-6);
        const logits = await ask("predict");
        assertEquals(logits.length, CLASSES);
        logits.forEach((z, i) =>
          assertAlmostEquals(z, expected.logits[i]!, 1e-6)
        );
        const [testLoss] = await ask("epoch");
        assertAlmostEquals(testLoss!, expected.testLoss, 1e-6);
      }
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

/** Gives what the contender must agree on. */
async function answerOf(job: Job): Promise<readonly number[]> {
  const program = fromFileUrl(new URL("with_cutedl.ts", import.meta.url));
  const flags = ["--no-prompt", "--allow-read", "--allow-ffi"];
  const { stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", ...flags, program, JSON.stringify(job)],
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  const answer: Answer = JSON.parse(new TextDecoder().decode(stdout));
  return answer.agreement!;
}

/** Writes drawn digits, again and again, as MNIST is written. */
async function writeDigits(
  directory: string,
  part: string,
  count: number,
): Promise<void> {
  const digits = syntheticDigits({
    count: DRAWN,
    seed: part.length,
    targets: "labels",
  });
  const [all] = await Array.fromAsync(digits.batches({ batchSize: DRAWN }));
  const pixels = Uint8Array.from(all!.inputs.data, (x) => Math.round(255 * x));
  const labels = Uint8Array.from(all!.targets.data);
  const write = async (kind: string, header: number[], data: Uint8Array) => {
    const parts = new Array<Uint8Array>(count / DRAWN).fill(data);
    const blob = new Blob([new Uint8Array(header), ...parts as BlobPart[]]);
    const path = join(directory, `${part}-${kind}-ubyte`);
    await Deno.writeFile(path, blob.stream());
  };
  const size = [0, 0, count >> 8, count & 255];
  const side = [0, 0, 0, 28];
  await write("images-idx3", [0, 0, 8, 3, ...size, ...side, ...side], pixels);
  await write("labels-idx1", [0, 0, 8, 1, ...size], labels);
}

/** Trains one epoch in float64, from the files that contenders are given. */
async function softmaxRegression(
  { mnist, weights, orders, batchSize, learningRate }: ReturnType<
    typeof makeJob
  >,
): Promise<{ firstLoss: number; testLoss: number; logits: number[] }> {
  const read = async (path: string) => (await Deno.readFile(path)).buffer;
  const readPart = async (part: string) => {
    const images = await read(join(mnist, `${part}-images-idx3-ubyte`));
    const labels = await read(join(mnist, `${part}-labels-idx1-ubyte`));
    return {
      images: new Uint8Array(images, 16),
      labels: new Uint8Array(labels, 8),
    };
  };
  const [train, test] = [await readPart("train"), await readPart("t10k")];
  const values = Float64Array.from(new Float32Array(await read(weights)));
  const kernel = values.subarray(0, PIXELS * CLASSES);
  const bias = values.subarray(PIXELS * CLASSES);
  const order = new Uint32Array(await read(orders))
    .subarray(0, train.labels.length);

  const logitsOf = ({ images }: typeof train, image: number): number[] => {
    const sums = [...bias];
    for (let i = 0; i < PIXELS; i++) {
      const pixel = images[image * PIXELS + i]! / 255;
      if (pixel === 0) continue;
      for (let j = 0; j < CLASSES; j++) {
        sums[j]! += pixel * kernel[i * CLASSES + j]!;
      }
    }
    return sums;
  };
  const probabilitiesOf = (part: typeof train, image: number): number[] => {
    const powers = logitsOf(part, image).map(Math.exp);
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / sum);
  };
  const meanLoss = (part: typeof train, images: Iterable<number>): number => {
    const losses = Array.from(
      images,
      (i) => -Math.log(probabilitiesOf(part, i)[part.labels[i]!]!),
    );
    return losses.reduce((a, b) => a + b) / losses.length;
  };

  const logits = logitsOf(test, 0);
  const firstLoss = meanLoss(train, order.subarray(0, batchSize));
  for (let start = 0; start < order.length; start += batchSize) {
    const batch = [...order.subarray(start, start + batchSize)];
    const all = batch.map((image) => probabilitiesOf(train, image));
    batch.forEach((image, row) => {
      const steps = all[row]!.map((p, j) =>
        learningRate / batch.length * (p - Number(train.labels[image] === j))
      );
      for (let j = 0; j < CLASSES; j++) bias[j]! -= steps[j]!;
      for (let i = 0; i < PIXELS; i++) {
        const pixel = train.images[image * PIXELS + i]! / 255;
        if (pixel === 0) continue;
        for (let j = 0; j < CLASSES; j++) {
          kernel[i * CLASSES + j]! -= pixel * steps[j]!;
        }
      }
    });
  }
  return { firstLoss, logits, testLoss: meanLoss(test, test.labels.keys()) };
}
