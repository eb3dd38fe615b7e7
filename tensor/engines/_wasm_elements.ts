import { gatherRows } from "./_gather_rows.ts";
import { splitElements } from "./_split.ts";
import type { WasmContext } from "./_wasm_context.ts";
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
  "activate" | "activationGradient" | "allFinite" | "gatherPixels"
>;

/** What is computed element by element, by the wasm kernels. */
export function wasmElements(context: WasmContext): Elements {
  const { kernels, staging, threads } = context;

  return {
    activate: (inputs, outputs, { activation, negativeSlope = 0 }) => {
      const to = staging.place(outputs);
      const from = staging.input(inputs);
      const kind = activationKinds[activation];
      threads.run(
        "f32_activation",
        splitElements(outputs.length, threads.count).map((
          { start, length },
        ) => [
          kind,
          from + 4 * start,
          to + 4 * start,
          length,
          negativeSlope,
        ]),
      );
      staging.finish(outputs, to);
    },
    activationGradient: (saved, gradient, outputs, settings) => {
      const { activation, negativeSlope = 0 } = settings;
      const to = staging.place(outputs);
      const [y, g] = [staging.input(saved), staging.input(gradient)];
      const kind = activationKinds[activation];
      threads.run(
        "f32_activation_gradient",
        splitElements(outputs.length, threads.count).map((
          { start, length },
        ) => [
          kind,
          y + 4 * start,
          g + 4 * start,
          to + 4 * start,
          length,
          negativeSlope,
        ]),
      );
      staging.finish(outputs, to);
    },
    allFinite: (values) => {
      const from = staging.input(values);
      const parts = splitElements(values.length, threads.count)
        .map(({ start, length }) => [from + 4 * start, length]);
      threads.run("f32_all_finite", parts);
      staging.release();
      return parts.every((_, i) => threads.result(i) !== 0);
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
