import { choose } from "../_choose.ts";
import { GlorotUniform } from "./glorot_uniform.ts";
import { HeNormal } from "./he_normal.ts";
import type {
  Initializer,
  InitializerChoice,
  InitializerName,
} from "./initializer.ts";
import { Normal } from "./normal.ts";
import { Uniform } from "./uniform.ts";
import { Zeros } from "./zeros.ts";

const known: Record<InitializerName, new () => Initializer> = {
  glorotUniform: GlorotUniform,
  heNormal: HeNormal,
  uniform: Uniform,
  normal: Normal,
  zeros: Zeros,
};

/** What an error says. */
interface ChooseOptions {
  /** Name of the option, such as `kernelInitializer`. */
  name: string;
  /** What is attempted, to follow "Cannot". */
  action: string;
}

/** Makes the initializer of a name, or gives back the one given. */
export function chooseInitializer(
  choice: InitializerChoice,
  options: ChooseOptions,
): Initializer {
  return choose(choice, {
    ...options,
    known,
    members: { initialize: "function" },
  });
}
