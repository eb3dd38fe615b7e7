import { assertEquals, assertThrows } from "@std/assert";
import { type MnistOptions, parseMnistOptions } from "./_mnist_options.ts";
import { SameOptions } from "./_mnist_same_options.ts";

const made = parseMnistOptions(
  "--checkpoint run.safetensors --hidden 128,64 --schedule cosine".split(" "),
);

/** Goes on with a run that was made with some options, given others. */
function goOn(from: MnistOptions, to: MnistOptions): void {
  new SameOptions(to).restore(new SameOptions(from).state());
}

Deno.test("SameOptions.restore() lets a run go on elsewhere, and longer", () => {
  goOn(made, { ...made, engine: "reference", threads: 2, json: true });
  const constant: MnistOptions = { ...made, schedule: "constant" };
  goOn(constant, { ...constant, epochs: 11 });
});

const others: [Partial<MnistOptions>, string, string][] = [
  [
    { hidden: [], seed: 9 },
    "--hidden 128,64, --seed 1",
    "no --hidden, --seed 9",
  ],
  [{ dropout: 0.5 }, "--dropout 0", "--dropout 0.5"],
  [{ optimizer: "adam" }, "--optimizer fixed", "--optimizer adam"],
  [{ schedule: "step" }, "--schedule cosine", "--schedule step"],
  [{ learningRate: 0.1 }, "--learning-rate 0.2", "--learning-rate 0.1"],
  [{ batchSize: 32 }, "--batch-size 64", "--batch-size 32"],
  [{ target: 0.9 }, "no --target", "--target 0.9"],
  [{ epochs: 11 }, "--epochs 10", "--epochs 11"], // the cosine's length
];
for (const [other, expected, received] of others) {
  Deno.test(`SameOptions.restore() refuses ${received}`, () => {
    const { message } = assertThrows(
      () => goOn(made, { ...made, ...other }),
      RangeError,
    );
    assertEquals(
      message,
      `Cannot resume from run.safetensors: expected ${expected}, as it was ` +
        `made with, received ${received}`,
    );
  });
}
