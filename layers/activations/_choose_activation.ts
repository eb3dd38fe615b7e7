import { choose } from "../_choose.ts";
import type {
  ActivationChoice,
  ActivationFunction,
  ActivationName,
} from "./activation_function.ts";
import { Gelu } from "./gelu.ts";
import { LeakyRelu } from "./leaky_relu.ts";
import { Linear } from "./linear.ts";
import { Relu } from "./relu.ts";
import { Sigmoid } from "./sigmoid.ts";
import { Softmax } from "./softmax.ts";
import { Softplus } from "./softplus.ts";
import { Tanh } from "./tanh.ts";

const known: Record<ActivationName, new () => ActivationFunction> = {
  linear: Linear,
  relu: Relu,
  leakyRelu: LeakyRelu,
  sigmoid: Sigmoid,
  tanh: Tanh,
  gelu: Gelu,
  softplus: Softplus,
  softmax: Softmax,
};

/** Makes the activation of a name, or gives back the one given. */
export function chooseActivation(
  choice: ActivationChoice,
  action: string,
): ActivationFunction {
  return choose(choice, {
    known,
    members: {
      savesInputs: "boolean",
      forward: "function",
      backward: "function",
    },
    name: "activation",
    action,
  });
}
