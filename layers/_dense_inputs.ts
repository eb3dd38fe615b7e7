import { ShapeError, sizeOf } from "@cutedl/tensor";

/** What the input shape of a dense layer is checked against. */
interface DenseInputsOptions {
  /** What is attempted, to follow "Cannot". */
  action: string;
  /** Inputs that the user declared. */
  declared: number | undefined;
  /** Inputs that the layer was built for before. */
  built: number | undefined;
}

/** Reads the number of inputs out of a shape; refuses what does not fit. */
export function denseInputs(
  received: readonly number[],
  { action, declared, built }: DenseInputsOptions,
): number {
  const known = built ?? declared;
  const [inputs] = received;
  if (received.length === 1) {
    assertCount(inputs, "inputs", action);
    if (inputs === (known ?? inputs)) return inputs;
  }
  const flat = sizeOf(received);
  let remedy: string | undefined;
  if (received.length > 1 && flat === (known ?? flat)) {
    remedy = `flatten the inputs with inputs.reshape([-1, ${flat}])`;
  } else if (built !== undefined) {
    remedy = "it is built already; create a new one for other inputs";
  } else if (received.length === 1) {
    remedy = `create it with inputs: ${inputs}, or without inputs`;
  } else if (received.length === 0) {
    remedy = `give the shape of one input, as in [${known ?? 784}]`;
  }
  throw new ShapeError({
    action,
    name: "input shape",
    expected: [known ?? "inputs"],
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
