import { formatText } from "@cutedl/tensor";

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Most bytes of a message, by the format. */
const LIMIT = 2 ** 31 - 1;

/**
 * A message in protobuf's wire format, field by field
 * ({@link https://protobuf.dev/programming-guides/encoding/ | encoding}).
 */
export class Message {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** Adds a whole number: an int32, int64 or enum. */
  int(field: number, value: number | bigint): this {
    return this.#tag(field, VARINT).#add(varint(value));
  }

  /** Adds a float. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#tag(field, FIXED32).#add(bytes);
  }

  /** Adds a text. */
  text(field: number, value: string): this {
    if (!value.isWellFormed()) {
      refuse("text with surrogates in pairs", formatText(value));
    }
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** Adds bytes, which are not copied before the end. */
  bytes(field: number, value: Uint8Array): this {
    return this.#tag(field, LENGTH_DELIMITED).#add(varint(value.length))
      .#add(value);
  }

  /** Adds another message. */
  message(field: number, value: Message): this {
    this.#tag(field, LENGTH_DELIMITED).#add(varint(value.#length));
    for (const part of value.#parts) this.#add(part);
    return this;
  }

  /** Adds several messages, each as a field of the same number. */
  messages(field: number, values: Iterable<Message>): this {
    for (const value of values) this.message(field, value);
    return this;
  }

  /** The whole message. */
  toBytes(): Uint8Array<ArrayBuffer> {
    if (this.#length > LIMIT) {
      refuse(`at most ${LIMIT} bytes`, `${this.#length}`);
    }
    const bytes = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  #tag(field: number, type: number): this {
    return this.#add(varint(field << 3 | type));
  }

  #add(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return this;
  }
}

/** A whole number; refuses one that 64 bits cannot hold. */
export function int64(value: number | bigint): bigint {
  const whole = BigInt(value);
  if (BigInt.asIntN(64, whole) !== whole) {
    refuse("whole numbers of 64 bits", `${whole}`);
  }
  return whole;
}

/** Seven bits a byte, the lowest first; negative numbers as 64 bits. */
function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, int64(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function refuse(expected: string, received: string): never {
  throw new RangeError(
    `Cannot write ONNX: expected ${expected}, received ${received}`,
  );
}
