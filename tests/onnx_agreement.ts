import type { Sequential } from "@cutedl/layers";
import { modelToOnnx, type ModelToOnnxOptions } from "@cutedl/layers/onnx";
import type { Tensor } from "@cutedl/tensor";
import { assertEquals } from "@std/assert";
import { assertClose } from "./assert_close.ts";
import { runOnnx } from "./onnx_runtime.ts";

/** Asserts that the runtime predicts as models do from some inputs. */
export async function assertAgree(
  cases: readonly [Sequential, Tensor[], ModelToOnnxOptions?][],
): Promise<void> {
  const outcomes = await runOnnx(cases.map(([model, inputs, options]) => ({
    model: modelToOnnx(model, options),
    inputs,
  })));
  for (const [i, [model, inputs]] of cases.entries()) {
    const { outputs, optimized } = outcomes[i]!;
    for (const [j, input] of inputs.entries()) {
      const expected = model.predict(input);
      for (const { shape, data } of [outputs[j]!, optimized[j]!]) {
        assertEquals(shape, expected.shape);
        assertClose(data, expected.data, { absolute: 1e-5 });
      }
    }
  }
}
