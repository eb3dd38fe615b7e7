/**
 * Softmax as an activation.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import type { MatrixSize } from "@cutedl/tensor/engine";
import type { Config } from "../config.ts";
import { assertBackwardShapes, assertForwardShapes } from "./_assert_shapes.ts";
import type {
  ActivationBackwardContext,
  ActivationForwardContext,
  ActivationFunction,
} from "./activation_function.ts";

/**
 * Softmax over the last axis: `exp(zᵢ) / Σⱼ exp(zⱼ)`, shifted by the largest.
 *
 * Under a loss from logits leave it out: the loss applies its own.
 *
 * @example
 * ```ts
 * import { Dense } from "@cutedl/layers";
 * import { Softmax } from "@cutedl/layers/softmax";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new Dense(10, { activation: new Softmax() });
 * assertEquals(layer.outputActivation, "softmax");
 * ```
 */
export class Softmax implements ActivationFunction {
  /** Always `softmax`. */
  readonly name = "softmax";
  /** Always `false`: the gradient is computed from the probabilities. */
  readonly savesInputs = false;
  /** No options. */
  readonly config: Config = {};

  /**
   * Computes probabilities.
   *
   * @param inputs Logits, `[..., classes]`.
   * @param context What to fill, of the same shape.
   * @throws {ShapeError} If the shapes differ.
   */
  forward(inputs: Tensor, context: ActivationForwardContext): void {
    assertForwardShapes(this.name, inputs, context);
    const { outputs, engine } = context;
    engine.softmax(inputs.data, outputs.data, matrixSize(inputs));
  }

  /**
   * Computes the gradient `p · (g - Σⱼ gⱼ pⱼ)`.
   *
   * @param gradient Gradient with respect to the probabilities,
   * `[..., classes]`.
   * @param context What was saved, and what to fill, of the same shape.
   * @throws {ShapeError} If the shapes differ.
   */
  backward(gradient: Tensor, context: ActivationBackwardContext): void {
    assertBackwardShapes(this.name, gradient, context);
    const { saved, outputs, engine } = context;
    engine.softmaxGradient(
      saved.data,
      gradient.data,
      outputs.data,
      matrixSize(gradient),
    );
  }
}

function matrixSize({ shape, size }: Tensor): MatrixSize {
  const columns = shape[shape.length - 1] ?? 1;
  return { rows: size / columns, columns };
}
