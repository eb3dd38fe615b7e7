/**
 * How an update takes the gradient `g` of a value `w`:
 * `clamp(scale · g, -limit, limit) + l2 · w + l1 · sign(w)`.
 */
export interface GradientSettings {
  /** Factor of the gradient; default 1. */
  scale?: number;
  /** Largest magnitude of an element after that; default infinite. */
  limit?: number;
  /** Factor of the value's sign; default 0. */
  l1?: number;
  /** Factor of the value itself; default 0. */
  l2?: number;
}

/** Settings of {@linkcode Updates.descend}. */
export interface DescendSettings extends GradientSettings {
  /** Length of the step. */
  learningRate: number;
}

/** Settings of {@linkcode Updates.momentum}. */
export interface MomentumSettings extends DescendSettings {
  /** Share of the velocity that a step keeps. */
  momentum: number;
  /** Whether to step by where the velocity will be next. */
  nesterov: boolean;
}

/** Settings of {@linkcode Updates.adagrad}. */
export interface AdagradSettings extends DescendSettings {
  /** Added to what is divided by. */
  epsilon: number;
}

/** Settings of {@linkcode Updates.rmsProp} and {@linkcode Updates.adadelta}. */
export interface RMSPropSettings extends AdagradSettings {
  /** Share of a mean that a step keeps. */
  rho: number;
}

/** Settings of {@linkcode Updates.adam}. */
export interface AdamSettings extends AdagradSettings {
  /** Share of the mean gradient that a step keeps. */
  beta1: number;
  /** Share of the mean square that a step keeps. */
  beta2: number;
  /** Number of this step, from 1. */
  step: number;
  /** Factor of the value in a decay that bypasses the means; default 0. */
  weightDecay?: number;
}

/**
 * Kernels that take one step of an optimizer, in place and in one pass.
 *
 * All arrays of a call have as many elements. Means below the smallest normal
 * float32, 1.2e-38, may become 0 or that number, since such numbers are slow.
 */
export interface Updates {
  /**
   * Gradient descent: `w -= learningRate · g`.
   *
   * @param value Values `w`, changed.
   * @param gradient Their gradients, from which `g` is taken.
   * @param settings Learning rate, and how to take the gradient.
   */
  descend(
    value: Float32Array,
    gradient: Float32Array,
    settings: DescendSettings,
  ): void;

  /**
   * Descent with momentum: `v = momentum · v + g`, then
   * `w -= learningRate · v`, or by Nesterov
   * `w -= learningRate · (momentum · v + g)`.
   *
   * @param value Values `w`, changed.
   * @param gradient Their gradients, from which `g` is taken.
   * @param velocity Velocities `v`, changed.
   * @param settings Learning rate, momentum, how to take the gradient.
   */
  momentum(
    value: Float32Array,
    gradient: Float32Array,
    velocity: Float32Array,
    settings: MomentumSettings,
  ): void;

  /**
   * Adagrad: `s += g²`, `w -= learningRate · g / (√s + epsilon)`.
   *
   * @param value Values `w`, changed.
   * @param gradient Their gradients, from which `g` is taken.
   * @param squares Sums of squares `s`, changed.
   * @param settings Learning rate, epsilon, how to take the gradient.
   */
  adagrad(
    value: Float32Array,
    gradient: Float32Array,
    squares: Float32Array,
    settings: AdagradSettings,
  ): void;

  /**
   * RMSProp: `s = rho · s + (1 - rho) · g²`,
   * `w -= learningRate · g / (√s + epsilon)`.
   *
   * @param value Values `w`, changed.
   * @param gradient Their gradients, from which `g` is taken.
   * @param squares Mean squares `s`, changed.
   * @param settings Learning rate, rho, epsilon, how to take the gradient.
   */
  rmsProp(
    value: Float32Array,
    gradient: Float32Array,
    squares: Float32Array,
    settings: RMSPropSettings,
  ): void;

  /**
   * Adadelta: `s = rho · s + (1 - rho) · g²`,
   * `d = g · √((u + epsilon) / (s + epsilon))`,
   * `u = rho · u + (1 - rho) · d²`, `w -= learningRate · d`.
   *
   * @param value Values `w`, changed.
   * @param gradient Their gradients, from which `g` is taken.
   * @param squares Mean squares of the gradient `s`, changed.
   * @param changes Mean squares of the changes `u`, changed.
   * @param settings Learning rate, rho, epsilon, how to take the gradient.
   */
  adadelta(
    value: Float32Array,
    gradient: Float32Array,
    squares: Float32Array,
    changes: Float32Array,
    settings: RMSPropSettings,
  ): void;

  /**
   * Adam, and with a weight decay AdamW: `m = beta1 · m + (1 - beta1) · g`,
   * `v = beta2 · v + (1 - beta2) · g²`, and with `m̂ = m / (1 - beta1^step)`,
   * `v̂ = v / (1 - beta2^step)`
   * `w -= learningRate · (m̂ / (√v̂ + epsilon) + weightDecay · w)`.
   *
   * @param value Values `w`, changed.
   * @param gradient Their gradients, from which `g` is taken.
   * @param mean Means of the gradient `m`, changed.
   * @param squares Means of its square `v`, changed.
   * @param settings Learning rate, betas, epsilon, number of the step, weight
   * decay, how to take the gradient.
   */
  adam(
    value: Float32Array,
    gradient: Float32Array,
    mean: Float32Array,
    squares: Float32Array,
    settings: AdamSettings,
  ): void;

  /**
   * Sum of squares, in float64.
   *
   * @param values Any array.
   * @returns `Σ values²`, which does not overflow.
   */
  sumSquares(values: Float32Array): number;
}
