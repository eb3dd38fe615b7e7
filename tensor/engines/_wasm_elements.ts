import { activationKinds, epilogueArguments } from "./_epilogue_arguments.ts";
import { gatherRows } from "./_gather_rows.ts";
import { partsFor, split, splitElements } from "./_split.ts";
import type { WasmContext } from "./_wasm_context.ts";
import type { Engine } from "./engine.ts";

/** What is computed element by element. */
export type Elements = Pick<
  Engine,
  "activate" | "activationGradient" | "allFinite" | "gatherPixels"
>;

/** What is computed element by element, by the wasm kernels. */
export function wasmElements(context: WasmContext): Elements {
  const { kernels, staging, threads } = context;

  const isFinite = (values: Float32Array): boolean => {
    const from = staging.input(values);
    const parts = splitElements(values.length, threads.count)
      .map(({ start, length }) => [from + 4 * start, length]);
    threads.run("f32_all_finite", parts);
    staging.release();
    return parts.every((_, i) => threads.result(i) !== 0);
  };

  return {
    activate: (inputs, outputs, epilogue) => {
      const to = staging.place(outputs);
      const from = staging.input(inputs);
      const [bias, kind, slope] = epilogueArguments(epilogue, staging);
      const columns = epilogue.bias?.length; // whole rows share a bias
      threads.run(
        "f32_activation",
        splitElements(outputs.length, threads.count, columns).map((
          { start, length },
        ) => [
          kind,
          from + 4 * start,
          4 * (columns ?? 0),
          bias,
          to + 4 * start,
          4 * (columns ?? 0),
          columns === undefined ? 1 : length / columns,
          columns ?? length,
          slope,
        ]),
      );
      staging.finish(outputs, to);
    },
    activationGradient: (saved, gradient, outputs, settings, biasGradient) => {
      const { activation, negativeSlope = 0 } = settings;
      const to = staging.place(outputs);
      const [y, g] = [staging.input(saved), staging.input(gradient)];
      const sums = biasGradient === undefined ? 0 : staging.place(biasGradient);
      const columns = biasGradient?.length ?? outputs.length;
      const parts = partsFor(outputs.length, threads.count);
      threads.run(
        "f32_activation_gradient",
        split(columns, parts, 16).map(({ start, length }) => [
          activationKinds[activation],
          y + 4 * start,
          g + 4 * start,
          to + 4 * start,
          sums === 0 ? 0 : sums + 4 * start,
          outputs.length / columns,
          length,
          4 * columns,
          negativeSlope,
        ]),
      );
      if (biasGradient !== undefined) staging.retrieve(biasGradient, sums);
      staging.finish(outputs, to);
    },
    allFinite: (arrays) => arrays.every(isFinite),
    gatherPixels: (pixels, indices, outputs, { rowLength, scale }) => {
      const staged = staging.scratch(outputs.length);
      gatherRows(pixels, indices, rowLength, staging.bytes, staged);
      const to = staging.place(outputs);
      kernels.u8_scale(staged, to, outputs.length, scale);
      staging.finish(outputs, to);
    },
  };
}
