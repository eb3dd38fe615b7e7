import { gatherRows } from "./_gather_rows.ts";
import type { KernelExports } from "./_kernel_exports.ts";
import type { Staging } from "./_staging.ts";
import type { Activation } from "./activation.ts";
import type { Engine } from "./engine.ts";

/** The numbers that `tensor/assembly/f32_activation.ts` gives them. */
const activationKinds: Record<Activation, number> = {
  linear: 0,
  relu: 1,
  leakyRelu: 2,
  sigmoid: 3,
  tanh: 4,
  gelu: 5,
  softplus: 6,
};

/** What is computed element by element. */
export type Elements = Pick<
  Engine,
  "activate" | "activationGradient" | "allFinite" | "descend" | "gatherPixels"
>;

/** What is computed element by element, by the wasm kernels. */
export function wasmElements(
  kernels: KernelExports,
  staging: Staging,
): Elements {
  return {
    activate: (inputs, outputs, { activation, negativeSlope = 0 }) => {
      const to = staging.place(outputs);
      kernels.f32_activation(
        activationKinds[activation],
        staging.input(inputs),
        to,
        outputs.length,
        negativeSlope,
      );
      staging.finish(outputs, to);
    },
    activationGradient: (saved, gradient, outputs, settings) => {
      const { activation, negativeSlope = 0 } = settings;
      const to = staging.place(outputs);
      kernels.f32_activation_gradient(
        activationKinds[activation],
        staging.input(saved),
        staging.input(gradient),
        to,
        outputs.length,
        negativeSlope,
      );
      staging.finish(outputs, to);
    },
    allFinite: (values) => {
      const from = staging.input(values);
      const finite = kernels.f32_all_finite(from, values.length) !== 0;
      staging.release();
      return finite;
    },
    descend: (value, gradient, learningRate) => {
      const w = staging.input(value);
      const g = staging.input(gradient);
      kernels.f32_descend(w, g, value.length, learningRate);
      staging.finish(value, w);
    },
    gatherPixels: (pixels, indices, outputs, { rowLength, scale }) => {
      const staged = staging.scratch(outputs.length);
      gatherRows(pixels, indices, rowLength, staging.bytes, staged);
      const to = staging.place(outputs);
      kernels.u8_scale(staged, to, outputs.length, scale);
      staging.finish(outputs, to);
    },
  };
}
