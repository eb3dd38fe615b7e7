/**
 * Training sessions: the loop, validation, metrics, history, callbacks.
 *
 * @example Learn which of two numbers is larger
 * ```ts
 * import { ArrayDataset } from "@cutedl/datasets";
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { SparseCategoricalCrossentropy } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { Session } from "@cutedl/session";
 * import { argmax, randomTensor, tensor } from "@cutedl/tensor";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const pairs = randomTensor([500, 2], { seed: 1 });
 * const data = new ArrayDataset(pairs, argmax(pairs));
 * const session = new Session(new Sequential([new Dense(2)]), {
 *   loss: new SparseCategoricalCrossentropy(),
 *   optimizer: new Fixed(0.5),
 * });
 * const history = await session.fit(data.slice(0, 400), {
 *   epochs: 10,
 *   validation: data.slice(400),
 * });
 * assert(history.last("valAccuracy") > 0.9);
 * const logits = session.predict(tensor([[0.2, 0.9]]));
 * assertEquals(argmax(logits).toArray(), [1]);
 * ```
 *
 * @module
 */
export * from "./callbacks/callback.ts";
export * from "./callbacks/early_stopping.ts";
export * from "./callbacks/lambda_callback.ts";
export * from "./callbacks/progress_bar.ts";
export * from "./callbacks/reduce_on_plateau.ts";
export * from "./divergence_error.ts";
export * from "./fit_options.ts";
export * from "./history.ts";
export * from "./metrics/accuracy_metric.ts";
export * from "./metrics/binary_accuracy.ts";
export * from "./metrics/categorical_accuracy.ts";
export * from "./metrics/class_metric.ts";
export * from "./metrics/confusion_matrix.ts";
export * from "./metrics/f1_score.ts";
export * from "./metrics/metric.ts";
export * from "./metrics/precision.ts";
export * from "./metrics/recall.ts";
export * from "./metrics/sparse_categorical_accuracy.ts";
export * from "./metrics/top_k_accuracy.ts";
export * from "./session.ts";
export * from "./session_options.ts";
export * from "./saving/session_from_bytes.ts";
export * from "./saving/session_to_bytes.ts";
export type * from "./state_value.ts";
