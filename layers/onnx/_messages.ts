import type { Tensor } from "@cutedl/tensor";
import type { OnnxConstant, OnnxNode } from "./_graph_builder.ts";
import { int64, Message } from "./_protobuf.ts";
import type { OnnxAttribute } from "./graph.ts";

// Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto

const IR_VERSION = 8; // the format, as of ONNX 1.12, which brought opset 17

/** Types of elements. */
const FLOAT = 1;
const INT64 = 7;

/** Types of attributes. */
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_INTS = 7;

/** A value that goes into the graph or comes out. */
export interface OnnxValue {
  readonly name: string;
  /** Size of each axis; a text names one that is free. */
  readonly shape: readonly (number | string)[];
}

/** What a graph is made of. */
export interface OnnxGraphParts {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: OnnxValue;
  readonly outputs: OnnxValue;
}

/** What a model is made of, beside its graph. */
export interface OnnxModelParts {
  readonly opset: number;
  readonly producer: string;
  readonly producerVersion: string;
}

/** ModelProto. */
export function modelMessage(
  graph: OnnxGraphParts,
  { opset, producer, producerVersion }: OnnxModelParts,
): Message {
  const operators = new Message() // OperatorSetIdProto
    .text(1, "") // domain: that of ONNX
    .int(2, opset);
  return new Message()
    .int(1, IR_VERSION)
    .text(2, producer)
    .text(3, producerVersion)
    .message(7, graphMessage(graph))
    .message(8, operators);
}

/** GraphProto. */
function graphMessage(graph: OnnxGraphParts): Message {
  return new Message()
    .messages(1, graph.nodes.map(nodeMessage))
    .text(2, graph.name)
    .messages(5, graph.constants.map(tensorMessage))
    .message(11, valueMessage(graph.inputs))
    .message(12, valueMessage(graph.outputs));
}

/** NodeProto. */
function nodeMessage(node: OnnxNode): Message {
  const message = new Message();
  for (const name of node.inputs) message.text(1, name);
  return message
    .text(2, node.output)
    .text(3, node.name)
    .text(4, node.operator)
    .messages(
      5,
      Object.entries(node.attributes).map(([name, value]) =>
        attributeMessage(name, value)
      ),
    );
}

/** AttributeProto. */
function attributeMessage(name: string, value: OnnxAttribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === "number") {
    return message.float(2, value).int(20, ATTRIBUTE_FLOAT);
  }
  if (typeof value === "bigint") {
    return message.int(3, value).int(20, ATTRIBUTE_INT);
  }
  if (typeof value === "string") {
    return message.text(4, value).int(20, ATTRIBUTE_STRING);
  }
  for (const element of value) message.int(8, element);
  return message.int(20, ATTRIBUTE_INTS);
}

/** TensorProto. */
function tensorMessage({ name, value }: OnnxConstant): Message {
  const [type, shape, data] = "shape" in value
    ? [FLOAT, value.shape, bytesOf(value)]
    : [INT64, [value.length], bytesOfIntegers(value)];
  const message = new Message();
  for (const size of shape) message.int(1, size);
  return message
    .int(2, type)
    .text(8, name)
    .bytes(9, data); // raw_data
}

/** ValueInfoProto of a tensor of floats. */
function valueMessage({ name, shape }: OnnxValue): Message {
  const dimensions = shape.map((size) =>
    typeof size === "string"
      ? new Message().text(2, size)
      : new Message().int(1, size)
  );
  const tensorType = new Message()
    .int(1, FLOAT)
    .message(2, new Message().messages(1, dimensions)); // TensorShapeProto
  return new Message()
    .text(1, name)
    .message(2, new Message().message(1, tensorType)); // TypeProto
}

/** The bytes of elements, which are little-endian as in the format. */
function bytesOf({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function bytesOfIntegers(values: readonly bigint[]): Uint8Array {
  return new Uint8Array(BigInt64Array.from(values, int64).buffer);
}
