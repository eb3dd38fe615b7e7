import type { Random } from "@cutedl/tensor";

/** A broken file, and how it was broken. */
export interface Damaged {
  /** Kind of the damage, and where. */
  what: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A copy with other bytes from a place on. */
export function patched(
  bytes: Uint8Array,
  at: number,
  patch: ArrayLike<number>,
): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  copy.set(patch, at);
  return copy;
}

/** The parts one after the other. */
export function joined(
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(length);
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

/** So many random bytes. */
export function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}

/** The file cut to each smaller length. */
export function* truncations(bytes: Uint8Array): Generator<Damaged> {
  for (let length = 0; length < bytes.length; length++) {
    yield { what: `cut to ${length} bytes`, bytes: bytes.slice(0, length) };
  }
}

/** Every byte of the file's first ones at each of its values. */
export function* byteValues(
  bytes: Uint8Array,
  count: number,
): Generator<Damaged> {
  for (let at = 0; at < count; at++) {
    for (let value = 0; value < 256; value++) {
      yield {
        what: `byte ${at} is ${value}`,
        bytes: patched(bytes, at, [value]),
      };
    }
  }
}

/** Bits flipped at random, in growing numbers; without an end. */
export function* flips(bytes: Uint8Array, random: Random): Generator<Damaged> {
  for (let round = 0;; round++) {
    const count = 2 ** (round % 7);
    const copy = Uint8Array.from(bytes);
    for (let i = 0; i < count; i++) {
      copy[random.integer(copy.length)]! ^= 1 << random.integer(8);
    }
    yield { what: `${count} bits flipped`, bytes: copy };
  }
}

/** Pieces cut out, doubled, moved, made noise, or added; without an end. */
export function* splices(
  bytes: Uint8Array,
  random: Random,
): Generator<Damaged> {
  const piece = (): [number, number] => {
    const [a, b] = [0, 0].map(() => random.integer(bytes.length + 1));
    return a! < b! ? [a!, b!] : [b!, a!];
  };
  while (true) {
    const [start, end] = piece();
    const [head, middle, tail] = [
      bytes.subarray(0, start),
      bytes.subarray(start, end),
      bytes.subarray(end),
    ];
    const added = noise(random, 1 + random.integer(16));
    const at = `from ${start} to ${end}`;
    yield { what: `cut out ${at}`, bytes: joined(head, tail) };
    yield { what: `doubled ${at}`, bytes: joined(head, middle, middle, tail) };
    yield { what: `moved ${at}`, bytes: joined(middle, head, tail) };
    yield {
      what: `noise ${at}`,
      bytes: joined(head, noise(random, middle.length), tail),
    };
    yield {
      what: `added at ${start}`,
      bytes: joined(head, added, bytes.subarray(start)),
    };
    yield { what: "noise after the end", bytes: joined(bytes, added) };
    yield {
      what: "zeros after the end",
      bytes: joined(bytes, new Uint8Array(1 + random.integer(1024))),
    };
  }
}

/** Takes one of each in turn, until none is left or there are enough. */
export function* inTurn<Item>(
  sources: readonly Iterable<Item>[],
  limit: number,
): Generator<Item> {
  let open = sources.map((source) => source[Symbol.iterator]());
  let taken = 0;
  while (open.length > 0) {
    for (const source of [...open]) {
      const { done, value } = source.next();
      if (done) open = open.filter((other) => other !== source);
      else if (taken++ < limit) yield value;
      else return;
    }
  }
}
