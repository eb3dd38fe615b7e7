import { formatShape } from "@cutedl/tensor";

/**
 * Refuses to use a layer before `build`; `title` is as in `dense layer`, the
 * shape what it declares.
 */
export function refuseUnbuilt(
  title: string,
  inputShape: readonly number[] | undefined,
): never {
  const shape = inputShape === undefined
    ? "inputShape"
    : formatShape(inputShape);
  throw new Error(
    `Cannot apply ${title}: expected a built layer, received one that is yet ` +
      `to be built: call build(${shape}), or put it in a Sequential whose ` +
      "first layer is given inputs",
  );
}

/** Refuses to use a model before `build`; `verb` is as in `predict`. */
export function refuseUnbuiltModel(name: string, verb: string): never {
  throw new Error(
    `Cannot ${verb} ${name}: expected a built model, received one that is ` +
      "yet to be built: give the first layer inputs, as in " +
      "new Dense(10, { inputs: 784 }), or call build(inputShape)",
  );
}

/** Refuses to go back where there was no forward pass. */
export function refuseBackward(title: string): never {
  throw new Error(
    `Cannot differentiate ${title}: expected a forward pass to go back from, ` +
      "received none: call forward(inputs, { training: true }) first",
  );
}
