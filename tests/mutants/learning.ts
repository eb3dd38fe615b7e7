import type { Target } from "./mutant.ts";

const losses: readonly Target[] = [
  {
    file: "losses/mean_squared_error.ts",
    faults: [
      {
        fault: "errors that are not halved",
        from: "weight * error * error / 2",
        to: "weight * error * error",
      },
      {
        fault: "a gradient of the sum, not of the mean",
        from: "weight * error / size.rows",
        to: "weight * error",
      },
      {
        fault: "weights by column, not by row",
        from: "weights?.[Math.floor(i / size.columns)]",
        to: "weights?.[i % size.columns]",
      },
    ],
  },
  {
    file: "losses/binary_crossentropy.ts",
    faults: [
      {
        fault: "probabilities of 1 that are not clipped",
        from: "CLIP, 1 - CLIP",
        to: "CLIP, 1",
      },
      {
        fault: "a sigmoid wrong for negative logits",
        from: "(z < 0 ? e : 1) / (1 + e)",
        to: "1 / (1 + e)",
      },
      {
        fault: "a weighted loss wrong for negative logits",
        from: "weight * (Math.max(z, 0) - z * y",
        to: "weight * (z - z * y",
      },
    ],
  },
  {
    file: "losses/categorical_crossentropy.ts",
    faults: [{
      fault: "sum for mean",
      from: "value: sum / size.rows",
      to: "value: sum",
    }],
  },
  {
    file: "losses/sparse_categorical_crossentropy.ts",
    faults: [{
      fault: "a label one too high",
      from: "label < columns",
      to: "label <= columns",
    }],
  },
  {
    file: "losses/_crossentropy.ts",
    faults: [{
      fault: "a gradient of the sum, not of the mean",
      from: "-y / (rows * p)",
      to: "-y / (rows ** 0 * p)",
    }],
  },
  {
    file: "losses/_effective_targets.ts",
    faults: [
      {
        fault: "smoothing shared by the other classes alone",
        from: "[1 - smoothing, smoothing / columns]",
        to: "[1 - smoothing, smoothing / (columns - 1)]",
      },
      {
        fault: "a smoothed label without its own share",
        from: "weight * (1 - smoothing + rest)",
        to: "weight * (1 - smoothing)",
      },
    ],
  },
  {
    file: "losses/_checks.ts",
    faults: [{
      fault: "targets of NaN",
      from: "!(target >= low && target <= high)",
      to: "target < low || target > high",
    }],
  },
  {
    file: "losses/_probabilities.ts",
    faults: [{
      fault: "probabilities refused for their rounding",
      from: "p > 1 + 1e-6",
      to: "p > 1",
    }],
  },
  {
    file: "losses/_row_weights.ts",
    faults: [{
      fault: "infinite weights",
      from: "weight >= 0 && weight < Infinity",
      to: "weight >= 0",
    }],
  },
];

const optimizers: readonly Target[] = [
  {
    file: "optimizers/base_optimizer.ts",
    faults: [
      {
        fault: "a step counted from 0",
        from: "current.step = this.#step + 1",
        to: "current.step = this.#step",
      },
      {
        fault: "frozen parameters that learn",
        from: `if (!parameter.trainable) continue;
      const memory`,
        to: "const memory",
      },
      {
        fault: "small gradients that are scaled up",
        from: "Math.min(1, clipNorm / (Math.sqrt(squares) + NORM_EPSILON))",
        to: "clipNorm / (Math.sqrt(squares) + NORM_EPSILON)",
      },
      {
        fault: "a norm of the last parameter alone",
        from: "squares += parameter",
        to: "squares = parameter",
      },
      {
        fault: "a schedule that is one step ahead",
        from: "rateAfter(this.#step,",
        to: "rateAfter(this.#step + 1,",
      },
      {
        fault: "weight decay that is the same for all parameters",
        from: "current.weightDecay = memory.weightDecay;",
        to: "current.weightDecay ||= memory.weightDecay;",
      },
    ],
  },
  {
    file: "optimizers/_slots.ts",
    faults: [
      {
        fault: "slots that are not restored",
        from: "array.set((tensors[i] as Tensor).data)",
        to: "array.fill(0, tensors.length + i)",
      },
      {
        fault: "a saved state that goes on changing",
        from: "const copy = new Float32Array(array);",
        to: "const copy = array;",
      },
    ],
  },
  {
    file: "optimizers/adam_w.ts",
    faults: [{
      fault: "a decay of 0 taken for none given",
      from: "options.weightDecay ?? 0.01",
      to: "options.weightDecay || 0.01",
    }],
  },
  {
    file: "optimizers/schedules/cosine_decay.ts",
    faults: [{
      fault: "a decay that begins before the warmup ends",
      from: "Math.min(1, (step - warmup) / (steps - warmup));",
      to: "Math.min(1, step / steps);",
    }],
  },
  {
    file: "optimizers/schedules/step_decay.ts",
    faults: [{
      fault: "a rate that falls one step late",
      from: "Math.floor(step / every)",
      to: "Math.floor((step - 1) / every)",
    }],
  },
  {
    file: "optimizers/rms_prop.ts",
    faults: [{
      fault: "another default",
      from: "rho = 0.99",
      to: "rho = 0.9",
    }],
  },
  {
    file: "optimizers/_settings.ts",
    faults: [{
      fault: "a momentum of 1",
      from: "x >= 0 && x < 1",
      to: "x >= 0 && x <= 1",
    }, {
      fault: "a schedule that may not end at 0",
      from: "if (notNegative.includes(rate))",
      to: "if (positive.includes(rate))",
    }],
  },
];

/** Faults of losses and optimizers. */
export const learning: readonly Target[] = [...losses, ...optimizers];
