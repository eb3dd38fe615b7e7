import type { Sequential } from "@cutedl/layers";
import { softmax, tensor } from "@cutedl/tensor";
import { SIDE } from "./normalize.ts";

/** Number of digits. */
export const DIGITS = 10;

/** A network that tells digits, and what is to be known of it. */
export class Classifier {
  readonly #model: Sequential;

  /**
   * @param model From 784 pixels to ten logits or probabilities.
   * @param name What errors call it.
   * @throws {Error} If it is another kind of model, or its weights or its answer
   * to a sheet full of ink are not finite.
   */
  constructor(model: Sequential, name = "the model") {
    const { inputShape = [], outputShape = [], outputActivation } = model;
    const refuse = (expected: string, received: string): never => {
      throw new Error(
        `Cannot use ${name}: expected ${expected}, received ${received}: ` +
          "train a network here, or choose another file",
      );
    };
    const pixels = inputShape.reduce((size, axis) => size * axis, 1);
    if (pixels !== SIDE * SIDE || String(outputShape) !== String([DIGITS])) {
      refuse(
        "a network from 784 pixels to 10 digits",
        `one from [${inputShape.join(", ")}] to [${outputShape.join(", ")}]`,
      );
    }
    if (!KINDS.includes(outputActivation)) {
      refuse("logits or probabilities as outputs", `${outputActivation}`);
    }
    if (!model.parameters.every(({ value }) => value.data.every(isFinite))) {
      refuse("finite weights", "NaN or infinity among them");
    }
    this.#model = model;
    const inked = new Uint8Array(SIDE * SIDE).fill(255);
    if (!this.probabilities(inked).every(isFinite)) {
      refuse("weights that give finite answers", "larger ones");
    }
  }

  /**
   * Computes how probable each digit is.
   *
   * @param image 28 × 28 pixels from 0 to 255.
   * @returns Ten probabilities.
   */
  probabilities(image: Uint8Array): Float32Array {
    const { inputShape, outputActivation } = this.#model;
    const inputs = Float32Array.from(image, (pixel) => pixel / 255);
    const outputs = this.#model.predict(tensor(inputs, [1, ...inputShape!]));
    return outputActivation === "linear" ? softmax(outputs).data : outputs.data;
  }
}

/** Activations that end a classifier: logits, or probabilities. */
const KINDS: readonly (string | undefined)[] = ["linear", "softmax", "sigmoid"];
