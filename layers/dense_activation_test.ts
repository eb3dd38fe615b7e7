import {
  type ActivationBackwardContext,
  type ActivationChoice,
  type ActivationForwardContext,
  Dense,
  Relu,
} from "./mod.ts";
import { ReusedWorkspace, type Tensor, tensor } from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";
import { assertEquals } from "@std/assert";
import { built } from "./_fixtures_test.ts";

const names = ["matmul", "activate", "activationGradient", "sumRows"] as const;

/** What a layer asks an engine for, forward with training, and backward. */
function calls(
  activation: ActivationChoice,
  { useBias = true, training = true } = {},
): string[][] {
  const engine = new WasmEngine({ threads: 1 });
  let log: string[] = [];
  for (const name of names) {
    const kernel = engine[name] as (...args: unknown[]) => void;
    const value = (...args: unknown[]) => {
      log.push(name);
      kernel(...args);
    };
    Object.defineProperty(engine, name, { value });
  }
  const layer = new Dense(2, { activation, useBias });
  layer.build([2]);
  const workspace = new ReusedWorkspace(engine);
  layer.forward(tensor([[1, 2]]), { training, workspace });
  const forward = log;
  log = [];
  if (!training) return [forward];
  const inputGradient = false;
  layer.backward(tensor([[1, 2]]), { inputGradient, workspace });
  return [forward, log];
}

Deno.test("Dense has bias and activation computed with the product, and the bias gradient with that of the activation", () => {
  assertEquals(calls("linear"), [["matmul"], ["sumRows", "matmul"]]);
  assertEquals(calls("linear", { useBias: false }), [["matmul"], ["matmul"]]);
  const fused = [["matmul"], ["activationGradient", "matmul"]];
  for (const activation of ["relu", "leakyRelu", "tanh"] as const) {
    assertEquals(calls(activation), fused);
  }
  assertEquals(calls("relu", { useBias: false }), fused);
  // whose pre-activations are kept, but not for predictions
  assertEquals(calls("gelu"), [["matmul", "activate"], fused[1]!]);
  assertEquals(calls("gelu", { training: false }), [["matmul"]]);
});

Deno.test("Dense heeds what an activation adds to one of the engine's", () => {
  class Tripled extends Relu {
    override forward(inputs: Tensor, context: ActivationForwardContext): void {
      super.forward(inputs, context);
      const { data } = context.outputs;
      for (let i = 0; i < data.length; i++) data[i]! *= 3;
    }
  }
  class Doubled extends Relu {
    override backward(
      gradient: Tensor,
      context: ActivationBackwardContext,
    ): void {
      super.backward(gradient, context);
      const { data } = context.outputs;
      for (let i = 0; i < data.length; i++) data[i]! *= 2;
    }
  }
  const run = (activation: Relu): number[][] => {
    const layer = new Dense(1, { activation });
    const weights = built(layer, tensor([[3], [4]]), tensor([5])).parameters;
    const outputs = layer.forward(tensor([[1, 2], [-9, 0]]), {
      training: true,
    });
    layer.backward(tensor([[10], [10]]));
    const [kernel, bias] = weights.map(({ gradient }) => [...gradient.data]);
    return [[...outputs.data], kernel!, bias!];
  };
  assertEquals(run(new Relu()), [[16, 0], [10, 20], [10]]);
  assertEquals(run(new Tripled()), [[48, 0], [10, 20], [10]]);
  assertEquals(run(new Doubled()), [[16, 0], [20, 40], [20]]);
});
