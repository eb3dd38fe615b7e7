import { SafetensorsError } from "./safetensors_error.ts";

/** What else an error says. */
interface FailOptions {
  remedy?: string | undefined;
  cause?: unknown;
}

/** What helps against a file that ends too early. */
export const CUT = {
  remedy: "the file is cut short: copy or download it again",
};

/** Throws an error about a file. */
export type Fail = (
  expected: string,
  received: string,
  options?: FailOptions,
) => never;

/** Makes a function that throws errors about the file of a name. */
export function failing(name: string): Fail {
  return (expected, received, options) => {
    throw new SafetensorsError({ name, expected, received, ...options });
  };
}
