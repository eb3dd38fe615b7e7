import type { Engine, Parameter } from "@cutedl/tensor";
import type { MatrixSize, Moments } from "@cutedl/tensor/engine";
import { constantParameter } from "./_constant_parameter.ts";
import type { LayerContext } from "./layer_parts.ts";

/** How moving moments follow those of a batch. */
interface FollowOptions extends MatrixSize {
  /** Share that they keep. */
  momentum: number;
  /** Engine that checks the moments. */
  engine: Engine;
}

/** Mean and variance that follow those of batches. */
export class MovingMoments {
  /** Moving mean and variance. */
  readonly buffers: readonly Parameter[];
  /** Their live values. */
  readonly values: Moments;

  constructor(features: number, context: LayerContext) {
    const make = (name: string, value: number): Parameter =>
      constantParameter(name, { features, value, trainable: false, context });
    const mean = make("movingMean", 0);
    const variance = make("movingVariance", 1);
    this.buffers = [mean, variance];
    this.values = { mean: mean.value.data, variance: variance.value.data };
  }

  /** Takes a step towards the moments of a batch, if they are finite. */
  follow({ mean, variance }: Moments, options: FollowOptions): void {
    const { rows, momentum, engine } = options;
    if (rows < 2) return; // no variance
    if (!engine.allFinite([mean, variance])) return;
    const share = 1 - momentum;
    const corrected = share * rows / (rows - 1);
    const { mean: movingMean, variance: movingVariance } = this.values;
    for (let i = 0; i < mean.length; i++) {
      movingMean[i] = momentum * movingMean[i]! + share * mean[i]!;
      movingVariance[i] = momentum * movingVariance[i]! +
        corrected * variance[i]!;
    }
  }
}
