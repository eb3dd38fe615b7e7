import type {
  AdagradSettings,
  AdamSettings,
  DescendSettings,
  GradientSettings,
  MomentumSettings,
  RMSPropSettings,
} from "../engines/updates.ts";

/** Plain step of gradient descent, in place. */
export function descend(
  value: Float32Array,
  gradient: Float32Array,
  settings: DescendSettings,
): void {
  for (let i = 0; i < value.length; i++) {
    value[i]! -= settings.learningRate *
      take(gradient[i]!, value[i]!, settings);
  }
}

/** Plain step with momentum, in place. */
export function momentum(
  value: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
  settings: MomentumSettings,
): void {
  for (let i = 0; i < value.length; i++) {
    const g = take(gradient[i]!, value[i]!, settings);
    const v = settings.momentum * velocity[i]! + g;
    const change = settings.nesterov ? settings.momentum * v + g : v;
    velocity[i] = v;
    value[i]! -= settings.learningRate * change;
  }
}

/** Plain step of Adagrad, in place. */
export function adagrad(
  value: Float32Array,
  gradient: Float32Array,
  squares: Float32Array,
  settings: AdagradSettings,
): void {
  const { learningRate, epsilon } = settings;
  for (let i = 0; i < value.length; i++) {
    const g = take(gradient[i]!, value[i]!, settings);
    const s = squares[i]! + g * g;
    squares[i] = s;
    value[i]! -= learningRate * g / (Math.sqrt(s) + epsilon);
  }
}

/** Plain step of RMSProp, in place. */
export function rmsProp(
  value: Float32Array,
  gradient: Float32Array,
  squares: Float32Array,
  settings: RMSPropSettings,
): void {
  const { learningRate, rho, epsilon } = settings;
  for (let i = 0; i < value.length; i++) {
    const g = take(gradient[i]!, value[i]!, settings);
    const s = rho * squares[i]! + (1 - rho) * g * g;
    squares[i] = s;
    value[i]! -= learningRate * g / (Math.sqrt(s) + epsilon);
  }
}

/** Plain step of Adadelta, in place. */
export function adadelta(
  value: Float32Array,
  gradient: Float32Array,
  squares: Float32Array,
  changes: Float32Array,
  settings: RMSPropSettings,
): void {
  const { learningRate, rho, epsilon } = settings;
  for (let i = 0; i < value.length; i++) {
    const g = take(gradient[i]!, value[i]!, settings);
    const s = rho * squares[i]! + (1 - rho) * g * g;
    const d = g * Math.sqrt(changes[i]! + epsilon) / Math.sqrt(s + epsilon);
    squares[i] = s;
    changes[i] = rho * changes[i]! + (1 - rho) * d * d;
    value[i]! -= learningRate * d;
  }
}

/** Plain step of Adam or AdamW, in place. */
export function adam(
  value: Float32Array,
  gradient: Float32Array,
  mean: Float32Array,
  squares: Float32Array,
  settings: AdamSettings,
): void {
  const { learningRate, beta1, beta2, epsilon, step } = settings;
  const { weightDecay = 0 } = settings;
  for (let i = 0; i < value.length; i++) {
    const w = value[i]!;
    const g = take(gradient[i]!, w, settings);
    const m = beta1 * mean[i]! + (1 - beta1) * g;
    const v = beta2 * squares[i]! + (1 - beta2) * g * g;
    mean[i] = m;
    squares[i] = v;
    const corrected = m / (1 - beta1 ** step);
    const root = Math.sqrt(v / (1 - beta2 ** step));
    value[i] = w -
      learningRate * (corrected / (root + epsilon) + weightDecay * w);
  }
}

/** Plain sum of squares, in float64. */
export function sumSquares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** The gradient that an update goes by. */
function take(
  gradient: number,
  value: number,
  { scale = 1, limit = Infinity, l1 = 0, l2 = 0 }: GradientSettings,
): number {
  const clipped = Math.max(-limit, Math.min(limit, scale * gradient));
  return clipped + l2 * value + l1 * Math.sign(value);
}
