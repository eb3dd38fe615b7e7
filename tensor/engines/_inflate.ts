const END = 256; // of a block

/** What the next bits stand for: a symbol times 16, and the bits of its code. */
type Table = Uint16Array;

/**
 * Unpacks raw DEFLATE data
 * ({@link https://www.rfc-editor.org/rfc/rfc1951 | RFC 1951}), at once, as
 * `DecompressionStream` cannot. It trusts the data, and is as small as it can be.
 *
 * @param data The data.
 * @param size Bytes that it unpacks to.
 */
export function inflate(
  data: Uint8Array,
  size: number,
): Uint8Array<ArrayBuffer> {
  const output = new Uint8Array(size);
  let length = 0; // of the output so far
  let position = 0; // in bits

  const peek = (): number => { // 17 bits or more; zeros behind the end
    const at = position >> 3;
    return (data[at]! | data[at + 1]! << 8 | data[at + 2]! << 16) >>>
      (position & 7);
  };
  const bits = (count: number): number => {
    const value = peek() & (1 << count) - 1;
    position += count;
    return value;
  };
  const decode = (table: Table): number => {
    const entry = table[peek() & table.length - 1]!;
    position += entry & 15;
    return entry >> 4;
  };
  const readStored = (): void => {
    const at = (position + 7 >> 3) + 4; // behind the count, and its complement
    const count = data[at - 4]! | data[at - 3]! << 8;
    output.set(data.subarray(at, at + count), length);
    length += count;
    position = at + count << 3;
  };
  const readTables = (): [Table, Table] => {
    const literals = bits(5) + 257;
    const distances = bits(5) + 1;
    const stated = new Uint8Array(19);
    for (let i = 0, count = bits(4) + 4; i < count; i++) {
      stated[statedAt(i)] = bits(3);
    }
    const table = tableOf(stated);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length;) {
      const symbol = decode(table);
      if (symbol < 16) lengths[i++] = symbol;
      else {
        const value = symbol === 16 ? lengths[i - 1]! : 0;
        const [least, more] = [[3, 2], [3, 3], [11, 7]][symbol - 16]!;
        const end = i + least! + bits(more!);
        lengths.fill(value, i, end);
        i = end;
      }
    }
    return [
      tableOf(lengths.subarray(0, literals)),
      tableOf(lengths.subarray(literals)),
    ];
  };
  const readBlock = ([literals, distances]: [Table, Table]): void => {
    for (let symbol; (symbol = decode(literals)) !== END;) {
      if (symbol < END) {
        output[length++] = symbol;
        continue;
      }
      const s = symbol - END - 1;
      const more = s < 8 || s === 28 ? 0 : (s >> 2) - 1;
      const count = s === 28
        ? 258
        : s < 8
        ? 3 + s
        : 3 + (4 + (s & 3) << more) + bits(more);
      const d = decode(distances);
      const moreOfDistance = d < 4 ? 0 : (d >> 1) - 1;
      const distance = d < 4
        ? 1 + d
        : 1 + (2 + (d & 1) << moreOfDistance) + bits(moreOfDistance);
      const start = length - distance;
      if (distance >= count) output.copyWithin(length, start, start + count);
      else { // it repeats itself
        for (let i = 0; i < count; i++) output[length + i] = output[start + i]!;
      }
      length += count;
    }
  };

  for (let isLast = false; !isLast;) {
    isLast = bits(1) === 1;
    const type = bits(2);
    if (type === 0) readStored();
    else readBlock(type === 1 ? fixedTables() : readTables());
  }
  return output;
}

/** Whose length a block states as the i-th: 16, 17, 18, 0, 8, 7, 9, 6, 10, ... */
function statedAt(i: number): number {
  if (i < 3) return 16 + i;
  if (i === 3) return 0;
  return i % 2 === 0 ? 6 + i / 2 : (19 - i) / 2;
}

function fixedTables(): [Table, Table] {
  const lengths = new Uint8Array(288).fill(8);
  lengths.fill(9, 144, 256).fill(7, 256, 280);
  return [tableOf(lengths), tableOf(new Uint8Array(30).fill(5))];
}

/** The table of the canonical prefix code with these lengths. */
function tableOf(lengths: Uint8Array): Table {
  const longest = Math.max(1, ...lengths);
  const table = new Uint16Array(1 << longest);
  let code = 0;
  for (let length = 1; length <= longest; length++, code <<= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      const step = 1 << length;
      for (let i = reverse(code++, length); i < table.length; i += step) {
        table[i] = symbol << 4 | length;
      }
    }
  }
  return table;
}

/** A code whose first bit, the highest, becomes the lowest. */
function reverse(code: number, length: number): number {
  let reversed = 0;
  for (let i = 0; i < length; i++) {
    reversed = reversed << 1 | code >> i & 1;
  }
  return reversed;
}
