/**
 * A deep-learning toolkit made of small packages: this module is all of them.
 *
 * @example Learn exclusive or
 * ```ts
 * import {
 *   ArrayDataset,
 *   BinaryCrossentropy,
 *   Dense,
 *   Fixed,
 *   Sequential,
 *   Session,
 *   tensor,
 * } from "@cutedl/cutedl";
 * import { assertEquals } from "@std/assert";
 *
 * const data = new ArrayDataset(
 *   tensor([[0, 0], [0, 1], [1, 0], [1, 1]]),
 *   tensor([[0], [1], [1], [0]]),
 * );
 * const model = new Sequential([
 *   new Dense(4, { inputs: 2, activation: "tanh" }),
 *   new Dense(1),
 * ], { seed: 1 });
 * const session = new Session(model, {
 *   loss: new BinaryCrossentropy(),
 *   optimizer: new Fixed(0.5),
 * });
 * await session.fit(data, { epochs: 1000, batchSize: 4 });
 * assertEquals((await session.evaluate(data)).accuracy, 1);
 * ```
 *
 * @module
 */
export * from "@cutedl/datasets";
export * from "@cutedl/layers";
export * from "@cutedl/losses";
export * from "@cutedl/optimizers";
export * from "@cutedl/session";
export * from "@cutedl/tensor";
