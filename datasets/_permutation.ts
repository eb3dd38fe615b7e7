import type { Random } from "@cutedl/tensor";
import { yieldWhenDue } from "@cutedl/tensor/event-loop";

const PART = 2 ** 16; // swaps at once: 1 to 3 ms

/** What `random.permutation(length)` gives, letting the event loop live. */
export async function permutation(
  random: Random,
  length: number,
): Promise<Uint32Array<ArrayBuffer>> {
  if (length <= PART) return random.permutation(length);
  const order = ascending(length);
  for (let i = length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const moved = order[i]!;
    order[i] = order[j]!;
    order[j] = moved;
    if (i % PART === 0) await yieldWhenDue();
  }
  return order;
}

/** The indices from 0 to `length - 1`. */
export function ascending(length: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return order;
}
