import { ShapeError, sizeOf } from "@cutedl/tensor";

/** Reads the number of inputs out of a shape; refuses what does not fit. */
export function denseInputs(
  received: readonly number[],
  declared: number | undefined,
  action: string,
): number {
  const [inputs] = received;
  const isRow = received.length === 1;
  if (isRow && inputs === (declared ?? inputs)) return inputs!;
  const flat = sizeOf(received);
  let remedy: string | undefined;
  if (isRow) {
    remedy = `create it with inputs: ${inputs}, or without inputs`;
  } else if (received.length === 0) {
    remedy = `give the shape of one input, as in [${declared ?? 784}]`;
  } else if (flat === (declared ?? flat)) {
    remedy = "put new Flatten() before it, or flatten the inputs with " +
      `inputs.reshape([-1, ${flat}])`;
  }
  throw new ShapeError({
    action,
    name: "input shape",
    expected: [declared ?? "inputs"],
    received,
    remedy,
  });
}

/** Refuses a number of units or inputs that is not a positive whole number. */
export function assertCount(
  count: number | undefined,
  name: string,
  action: string,
): asserts count is number {
  if (Number.isSafeInteger(count) && count! >= 1) return;
  throw new RangeError(
    `Cannot ${action}: expected ${name} to be a whole number >= 1, received ` +
      `${count}: give the number of ${name}, such as 10`,
  );
}
