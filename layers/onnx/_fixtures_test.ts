/** Fields of a protobuf message: values by number, in order. */
type Fields = Map<number, (bigint | Uint8Array)[]>;

/** A node, as a reader finds it. */
export interface ReadNode {
  name: string;
  operator: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, number | bigint | string | bigint[]>;
}

/** A model, as a reader finds it. */
export interface ReadModel {
  irVersion: bigint;
  producer: string;
  producerVersion: string;
  opset: bigint;
  name: string;
  nodes: ReadNode[];
  constants: Record<string, { shape: bigint[]; elements: (number | bigint)[] }>;
  inputs: ReadValue;
  outputs: ReadValue;
}

interface ReadValue {
  name: string;
  shape: (bigint | string)[];
}

/** Reads a model by the numbers of onnx.proto. */
export function readOnnx(bytes: Uint8Array): ReadModel {
  const model = fieldsOf(bytes);
  const graph = fieldsOf(bytesAt(model, 7));
  return {
    irVersion: numberAt(model, 1),
    producer: textAt(model, 2),
    producerVersion: textAt(model, 3),
    opset: numberAt(fieldsOf(bytesAt(model, 8)), 2),
    name: textAt(graph, 2),
    nodes: all(graph, 1).map(readNode),
    constants: Object.fromEntries(all(graph, 5).map(readConstant)),
    inputs: readValue(bytesAt(graph, 11)),
    outputs: readValue(bytesAt(graph, 12)),
  };
}

function readNode(bytes: Uint8Array): ReadNode {
  const node = fieldsOf(bytes);
  return {
    name: textAt(node, 3),
    operator: textAt(node, 4),
    inputs: all(node, 1).map(text),
    outputs: all(node, 2).map(text),
    attributes: Object.fromEntries(all(node, 5).map(readAttribute)),
  };
}

function readAttribute(
  bytes: Uint8Array,
): [string, number | bigint | string | bigint[]] {
  const attribute = fieldsOf(bytes);
  const name = textAt(attribute, 1);
  switch (numberAt(attribute, 20)) {
    case 1n:
      return [name, view(bytesAt(attribute, 2)).getFloat32(0, true)];
    case 2n:
      return [name, numberAt(attribute, 3)];
    case 3n:
      return [name, textAt(attribute, 4)];
    default:
      return [name, (attribute.get(8) as bigint[]).map(signed)];
  }
}

function readConstant(
  bytes: Uint8Array,
): [string, ReadModel["constants"][string]] {
  const tensor = fieldsOf(bytes);
  const data = view(bytesAt(tensor, 9));
  const isFloat = numberAt(tensor, 2) === 1n;
  const width = isFloat ? 4 : 8;
  const elements = Array.from(
    { length: data.byteLength / width },
    (_, i) =>
      isFloat
        ? data.getFloat32(width * i, true)
        : data.getBigInt64(width * i, true),
  );
  const shape = (tensor.get(1) ?? []) as bigint[];
  return [textAt(tensor, 8), { shape, elements }];
}

function readValue(bytes: Uint8Array): ReadValue {
  const value = fieldsOf(bytes);
  const type = fieldsOf(bytesAt(fieldsOf(bytesAt(value, 2)), 1));
  const shape = all(fieldsOf(bytesAt(type, 2)), 1).map((bytes) => {
    const dimension = fieldsOf(bytes);
    return dimension.has(2) ? textAt(dimension, 2) : numberAt(dimension, 1);
  });
  return { name: textAt(value, 1), shape };
}

function fieldsOf(bytes: Uint8Array): Fields {
  const fields: Fields = new Map();
  let offset = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n;; shift += 7n) {
      const byte = bytes[offset++];
      if (byte === undefined) throw new RangeError("Unexpected end");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (offset < bytes.length) {
    const tag = Number(readVarint());
    let value: bigint | Uint8Array;
    if ((tag & 7) === 0) value = readVarint();
    else {
      const length = (tag & 7) === 5 ? 4 : Number(readVarint());
      value = bytes.subarray(offset, offset += length);
    }
    const values = fields.get(tag >>> 3) ?? [];
    fields.set(tag >>> 3, [...values, value]);
  }
  return fields;
}

function all(fields: Fields, number: number): Uint8Array[] {
  return (fields.get(number) ?? []) as Uint8Array[];
}

function bytesAt(fields: Fields, number: number): Uint8Array {
  return all(fields, number)[0]!;
}

function numberAt(fields: Fields, number: number): bigint {
  return signed(fields.get(number)![0] as bigint);
}

function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function textAt(fields: Fields, number: number): string {
  return text(bytesAt(fields, number));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
