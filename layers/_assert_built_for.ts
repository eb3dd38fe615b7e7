import { ShapeError } from "@cutedl/tensor";

/** Refuses to build what is built already for inputs of another shape. */
export function assertBuiltFor(
  built: readonly number[],
  received: readonly number[],
  action: string,
): void {
  if (String(received) === String(built)) return;
  throw new ShapeError({
    action,
    name: "input shape",
    expected: built,
    received,
    remedy: "it is built already; create a new one for other inputs",
  });
}
