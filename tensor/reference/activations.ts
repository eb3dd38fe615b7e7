import type {
  Activation,
  ActivationSettings,
  Epilogue,
} from "../engines/activation.ts";
import { erfc } from "./erfc.ts";
import { sumRows } from "./rows.ts";

/** A function and its derivative, both of the pre-activation `z`. */
interface Differentiable {
  value(z: number, slope: number): number;
  /** Derivative, from `z` or from the value, as `savesInputs` says. */
  derivative(saved: number, slope: number): number;
}

/** Every activation in float64, straight from its definition. */
const activations: Record<Activation, Differentiable> = {
  linear: { value: (z) => z, derivative: () => 1 },
  relu: {
    value: (z) => z > 0 || z !== z ? z : 0, // NaN stays visible
    derivative: (y) => y > 0 ? 1 : y !== y ? y : 0,
  },
  leakyRelu: {
    value: (z, slope) => z >= 0 ? z : slope * z,
    derivative: (y, slope) => y > 0 ? 1 : y !== y ? y : slope,
  },
  sigmoid: { value: sigmoid, derivative: (y) => y * (1 - y) },
  tanh: { value: Math.tanh, derivative: (y) => 1 - y * y },
  gelu: {
    value: (z) => z === -Infinity ? 0 : z * normalDistribution(z),
    derivative: (z) =>
      normalDistribution(z) +
      (Number.isFinite(z)
        ? z * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI)
        : 0),
  },
  softplus: {
    value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    derivative: sigmoid,
  },
};

/** Plain activation of every element, after the bias of its column. */
export function activate(
  inputs: Float32Array,
  outputs: Float32Array,
  { activation, negativeSlope = 0, bias }: Epilogue,
): void {
  const { value } = activations[activation];
  for (let i = 0; i < outputs.length; i++) {
    const offset = bias?.[i % bias.length] ?? 0;
    outputs[i] = value(inputs[i]! + offset, negativeSlope);
  }
}

/** Plain product of the incoming gradient and the derivative, and its sums. */
export function activationGradient(
  saved: Float32Array,
  gradient: Float32Array,
  outputs: Float32Array,
  { activation, negativeSlope = 0 }: ActivationSettings,
  biasGradient?: Float32Array,
): void {
  const { derivative } = activations[activation];
  for (let i = 0; i < outputs.length; i++) {
    outputs[i] = gradient[i]! * derivative(saved[i]!, negativeSlope);
  }
  if (biasGradient === undefined) return;
  const columns = biasGradient.length;
  const rows = outputs.length / columns;
  sumRows(outputs, biasGradient, { rows, columns });
}

/** `1 / (1 + exp(-z))`, without overflow on either side. */
export function sigmoid(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
}

function normalDistribution(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}
