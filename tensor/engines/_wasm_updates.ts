import { splitElements } from "./_split.ts";
import type { KernelName } from "./_threads.ts";
import type { WasmContext } from "./_wasm_context.ts";
import type { GradientSettings, Updates } from "./updates.ts";

/** Steps of optimizers, by the wasm kernels. */
export function wasmUpdates(context: WasmContext): Updates {
  const { kernels, staging, threads } = context;

  /** Runs a kernel over arrays, all of which but the second it changes. */
  const step = (
    kernel: KernelName,
    arrays: readonly Float32Array[],
    { scale = 1, limit = Infinity, l1 = 0, l2 = 0 }: GradientSettings,
    numbers: readonly (number | boolean)[],
  ): void => {
    const places = arrays.map((array) => staging.input(array));
    const parts = splitElements(arrays[0]!.length, threads.count)
      .map(({ start, length }) => [
        ...places.map((at) => at + 4 * start),
        length,
        scale,
        limit,
        l1,
        l2,
        ...numbers,
      ]);
    threads.run(kernel, parts);
    arrays.forEach((array, i) => {
      if (i !== 1) staging.retrieve(array, places[i]!);
    });
    staging.release();
  };

  return {
    descend: (value, gradient, settings) =>
      step("f32_descend", [value, gradient], settings, [
        settings.learningRate,
      ]),
    momentum: (value, gradient, velocity, settings) =>
      step("f32_momentum", [value, gradient, velocity], settings, [
        settings.learningRate,
        settings.momentum,
        settings.nesterov,
      ]),
    adagrad: (value, gradient, squares, settings) =>
      step("f32_adagrad", [value, gradient, squares], settings, [
        settings.learningRate,
        settings.epsilon,
      ]),
    rmsProp: (value, gradient, squares, settings) =>
      step("f32_rmsprop", [value, gradient, squares], settings, [
        settings.learningRate,
        settings.rho,
        1 - settings.rho,
        settings.epsilon,
      ]),
    adadelta: (value, gradient, squares, changes, settings) =>
      step("f32_adadelta", [value, gradient, squares, changes], settings, [
        settings.learningRate,
        settings.rho,
        1 - settings.rho,
        settings.epsilon,
      ]),
    adam: (value, gradient, mean, squares, settings) => {
      const { learningRate, beta1, beta2, weightDecay = 0 } = settings;
      step("f32_adam", [value, gradient, mean, squares], settings, [
        learningRate / (1 - beta1 ** settings.step),
        1 - beta1,
        beta2,
        1 - beta2,
        1 / Math.sqrt(1 - beta2 ** settings.step),
        settings.epsilon,
        learningRate * weightDecay,
      ]);
    },
    sumSquares: (values) => {
      const from = staging.input(values);
      const sum = kernels.f32_sum_squares(from, values.length);
      staging.release();
      return sum;
    },
  };
}
