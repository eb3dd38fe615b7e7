/** A value of a series at a step. */
export interface Scalar {
  readonly tag: string;
  readonly value: number;
}

/** What an event says: which format the file has, or values at a step. */
export type EventContent =
  | { readonly fileVersion: string }
  | { readonly step: number; readonly scalars: readonly Scalar[] };

/**
 * Encodes an event of TensorBoard's protocol (`event.proto`, `summary.proto` of
 * TensorFlow).
 *
 * @param time Seconds since 1970.
 */
export function encodeEvent(time: number, content: EventContent): Uint8Array {
  const wallTime = double(1, time);
  return Uint8Array.from(
    "fileVersion" in content
      ? [...wallTime, ...text(3, content.fileVersion)]
      : [
        ...wallTime,
        ...whole(2, content.step),
        ...message(5, content.scalars.flatMap(encodeScalar)),
      ],
  );
}

/** One value of a summary; values are float32 there. */
function encodeScalar({ tag, value }: Scalar): number[] {
  return message(1, [...text(1, tag), ...float(2, value)]);
}

/** How a field is written: what follows its number. */
const [VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES] = [0, 1, 2, 5];

function whole(field: number, value: number): number[] {
  return [field << 3 | VARINT!, ...varint(value)];
}

function double(field: number, value: number): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [field << 3 | EIGHT_BYTES!, ...bytes];
}

function float(field: number, value: number): number[] {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [field << 3 | FOUR_BYTES!, ...bytes];
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}

function message(field: number, bytes: readonly number[]): number[] {
  return [field << 3 | LENGTH!, ...varint(bytes.length), ...bytes];
}

/** Seven bits in each byte, the lowest first; numbers up to 2^53. */
function varint(value: number): number[] {
  const bytes = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push(rest % 128 + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
