/**
 * A layer that gives every input another shape.
 *
 * @module
 */
import { formatShape, ShapeError, sizeOf, type Tensor } from "@cutedl/tensor";
import { BaseLayer } from "./base_layer.ts";
import type { LayerContext, LayerParts, LayerResult } from "./layer_parts.ts";

/** What a reshape layer is made from. */
export interface ReshapeConfig {
  /** Shape of one output, one of its sizes may be -1. */
  targetShape: readonly number[];
}

/**
 * Gives every input another shape with as many elements. They are shared, not
 * copied.
 *
 * @example
 * ```ts
 * import { Reshape } from "@cutedl/layers/reshape";
 * import { zeros } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new Reshape([28, -1]);
 * layer.build([784]);
 * assertEquals(layer.forward(zeros([64, 784])).shape, [64, 28, 28]);
 * ```
 */
export class Reshape extends BaseLayer<readonly number[]> {
  /** Shape of one output, as it was given. */
  readonly targetShape: readonly number[];
  /** Always `true`. */
  readonly keepsActivation = true;

  /**
   * Creates a layer that is yet to be built.
   *
   * @param targetShape Shape of one output, without the batch; one of its sizes
   * may be -1, which stands for whatever size makes the whole fit.
   * @throws {RangeError} If a size is neither a whole number of at least 1 nor
   * -1, or more than one is -1.
   * @throws {TypeError} If it is not an array.
   */
  constructor(targetShape: readonly number[]) {
    super("reshape");
    if (!Array.isArray(targetShape)) {
      throw new TypeError(
        "Cannot create reshape layer: expected an array of sizes, received " +
          `${typeof targetShape}: give the shape of one output, as in [28, 28]`,
      );
    }
    const isSize = (size: number): boolean =>
      Number.isSafeInteger(size) && size >= 1;
    const free = targetShape.filter((size) => !isSize(size));
    if (free.length > 1 || free.length === 1 && free[0] !== -1) {
      throw new RangeError(
        "Cannot create reshape layer: expected sizes that are whole numbers " +
          `>= 1, one of them -1 at most, received ${formatShape(targetShape)}`,
      );
    }
    this.targetShape = Object.freeze([...targetShape]);
  }

  /** Makes the layer of a config, yet to be built. */
  static fromConfig({ targetShape }: ReshapeConfig): Reshape {
    return new this(targetShape);
  }

  /** What {@linkcode Reshape.fromConfig} makes it from again. */
  get config(): ReshapeConfig {
    return { targetShape: this.targetShape };
  }

  /** Finds the size that stands for whatever fits. */
  protected override make(
    inputShape: readonly number[],
    { action }: LayerContext,
  ): LayerParts {
    const { targetShape } = this;
    const size = sizeOf(inputShape);
    const free = targetShape.indexOf(-1);
    const outputShape = free < 0
      ? targetShape
      : targetShape.with(free, size / sizeOf(targetShape.with(free, 1)));
    const fits = outputShape.every(Number.isInteger) &&
      sizeOf(outputShape) === size;
    if (fits) return { outputShape };
    throw new ShapeError({
      action,
      name: "input shape with as many elements as",
      expected: targetShape,
      received: inputShape,
    });
  }

  /** Gives the inputs their other shape. */
  protected compute(inputs: Tensor): LayerResult<readonly number[]> {
    const outputs = inputs.reshape([inputs.shape[0]!, ...this.outputShape!]);
    return { outputs, saved: inputs.shape };
  }

  /** Gives the gradient the shape of the inputs. */
  protected differentiate(
    gradient: Tensor,
    inputShape: readonly number[],
  ): Tensor {
    return gradient.reshape(inputShape);
  }
}
