import { sizeOf, type Tensor } from "@cutedl/tensor";
import type { InitialValues } from "../layer.ts";
import { WeightsError } from "./weights_error.ts";

/** Elements that parameters may have beyond those of the file. */
const SPARE = 2 ** 22;
/** What a parameter takes beside its elements, in elements. */
const OVERHEAD = 256;

/**
 * Lets parameters start from the tensors of a file, and those that do not fit
 * from what their initializers give; before these take much more memory than
 * the file, it is refused.
 *
 * @param name What errors call the file.
 */
export function fileValues(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
): InitialValues {
  let spare = SPARE;
  for (const { size } of tensors.values()) spare += size;
  return (parameter, shape) => {
    const tensor = tensors.get(parameter);
    if (String(tensor?.shape) === String(shape)) return tensor;
    spare -= sizeOf(shape) + OVERHEAD;
    if (spare >= 0) return undefined;
    throw new WeightsError({
      name,
      missing: tensor === undefined ? [{ name: parameter, shape }] : [],
      extra: [],
      misshapen: tensor === undefined
        ? []
        : [{ name: parameter, expected: shape, received: tensor.shape }],
    });
  };
}
