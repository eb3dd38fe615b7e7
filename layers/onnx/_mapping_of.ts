import { Sequential } from "../sequential.ts";
import { sequential } from "./_sequential.ts";
import type { OnnxMapping } from "./mapping.ts";

/** The last mapping of the class of an object; refuses one that has none. */
export function mappingOf(
  part: object,
  mappings: readonly OnnxMapping[],
  title: string,
): OnnxMapping {
  const { constructor: type } = part;
  const mapping = mappings.findLast((mapping) => mapping.type === type);
  if (mapping !== undefined) return mapping;
  if (part instanceof Sequential && runsAsSequential(part)) return sequential;
  const isNamed = type !== Object && type.name !== "";
  throw new TypeError(
    `Cannot export ${title}: expected classes with a mapping to ONNX, ` +
      `received ${isNamed ? type.name : "an object of no named class"}: ` +
      (isNamed ? "" : "give it a class, and ") +
      `add onnxMapping(${isNamed ? type.name : "TheClass"}, ...) to the ` +
      "option mappings",
  );
}

/** Whether a class that extends Sequential leaves its forward pass alone. */
function runsAsSequential({ forward }: Sequential): boolean {
  return forward === Sequential.prototype.forward;
}
