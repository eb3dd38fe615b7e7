import type { Layer } from "@cutedl/layers";
import type { Loss } from "@cutedl/losses";

/** Refuses a model that gives probabilities to a loss that expects logits. */
export function assertOutputs(model: Layer, loss: Loss): void {
  const activation = model.outputActivation;
  if (loss.predictions !== "logits") return;
  if (activation !== "softmax" && activation !== "sigmoid") return;
  throw new TypeError(
    `Cannot create session: expected a model whose outputs are logits, as ` +
      `${loss.name} takes them, received one that ends in ${activation}: ` +
      "remove that activation (better), or give the loss { fromLogits: false }",
  );
}
