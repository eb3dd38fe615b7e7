import { formatText } from "@cutedl/tensor";
import { refuseUnbuiltModel } from "../_refusals.ts";
import { VERSION } from "../saving/_version.ts";
import type { Sequential } from "../sequential.ts";
import { GraphBuilder } from "./_graph_builder.ts";
import { MAPPINGS } from "./_mappings.ts";
import { modelMessage } from "./_messages.ts";
import type { OnnxMapping } from "./mapping.ts";

/**
 * Version of the operators that exported models use: that of ONNX 1.12 (2022),
 * the first with LayerNormalization.
 */
export const ONNX_OPSET = 17;

/** Options for {@linkcode modelToOnnx}. */
export interface ModelToOnnxOptions {
  /** Name of the inputs; default `inputs`. */
  inputName?: string;
  /** Name of the outputs; default `outputs`. */
  outputName?: string;
  /** Name of the size of a batch, which is free; default `batch`. */
  batchName?: string;
  /**
   * How classes of your own become nodes, layers as well as activations; by
   * default none. They go before those of the library.
   */
  mappings?: readonly OnnxMapping[];
}

/**
 * Writes a built model in the {@link https://onnx.ai | ONNX} format, as it
 * predicts: without dropout, and with moving means and variances.
 *
 * The graph has one input, float32 `[batch, ...inputShape]`, and one output,
 * `[batch, ...outputShape]`, for batches of any size. Parameters and buffers have
 * the names of the model, such as `0.dense.kernel`, and nodes those of their
 * layer and operator, as in `0.dense.Gemm`; a second one of the same name is
 * called `…_1`. The file names `cutedl` and the version of this package as its
 * producer.
 *
 * @param model A built model.
 * @param options Names, and mappings for classes of your own.
 * @returns The bytes of the file.
 * @throws {TypeError} If a class in the model has no mapping.
 * @throws {RangeError} If names of inputs, outputs and batch are empty or the
 * first two are the same, a mapping gives a value that is not in the graph or a
 * whole number beyond 64 bits, or the file would be larger than 2 GB.
 * @throws {Error} If the model is not built.
 *
 * @example
 * ```ts
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { modelToOnnx } from "@cutedl/layers/onnx";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([
 *   new Dense(128, { inputs: 784, activation: "relu" }),
 *   new Dense(10, { activation: "softmax" }),
 * ]);
 * const bytes = modelToOnnx(model, {
 *   inputName: "pixels",
 *   outputName: "probabilities",
 * });
 * assertEquals(bytes.length > 4 * (785 * 128 + 129 * 10), true);
 * ```
 */
export function modelToOnnx(
  model: Sequential,
  options: ModelToOnnxOptions = {},
): Uint8Array<ArrayBuffer> {
  const {
    inputName = "inputs",
    outputName = "outputs",
    batchName = "batch",
    mappings = [],
  } = options;
  assertNames({ inputName, outputName, batchName });
  const { inputShape, outputShape, name } = model;
  if (inputShape === undefined || outputShape === undefined) {
    refuseUnbuiltModel(name, "export");
  }
  const all = [...MAPPINGS, ...mappings];
  const builder = new GraphBuilder(inputName, outputName, all);
  builder.addModel(model);
  const { nodes, constants } = builder;
  return modelMessage({
    name,
    nodes,
    constants,
    inputs: { name: inputName, shape: [batchName, ...inputShape] },
    outputs: { name: outputName, shape: [batchName, ...outputShape] },
  }, { opset: ONNX_OPSET, producer: "cutedl", producerVersion: VERSION })
    .toBytes();
}

function assertNames(names: Record<string, string>): void {
  for (const [option, name] of Object.entries(names)) {
    if (typeof name === "string" && name !== "") continue;
    throw new RangeError(
      `Cannot export model: expected ${option} to be a text of at least one ` +
        `character, received ${
          name === "" ? "an empty one" : typeof name
        }: leave it out for the default`,
    );
  }
  const { inputName, outputName } = names;
  if (inputName !== outputName) return;
  throw new RangeError(
    "Cannot export model: expected two names for inputs and outputs, received " +
      `${formatText(inputName!)} for both`,
  );
}
