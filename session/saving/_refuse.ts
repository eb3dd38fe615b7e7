import { SafetensorsError } from "@cutedl/tensor";

/** What else an error says. */
interface RefuseOptions {
  remedy?: string | undefined;
  cause?: unknown;
}

/** Refuses what a file says of a session. */
export type Refuse = (
  expected: string,
  received: string,
  options?: RefuseOptions,
) => never;

/** Makes what refuses the file of a name. */
export function refusing(name: string): Refuse {
  return (expected, received, options) => {
    throw new SafetensorsError({ name, expected, received, ...options });
  };
}
