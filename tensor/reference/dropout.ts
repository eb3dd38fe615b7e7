import { dropoutBound, type DropoutSettings } from "../engines/dropout.ts";
import { pcg4d } from "./pcg4d.ts";

/** Plain dropping of elements at random. */
export function dropout(
  inputs: Float32Array,
  outputs: Float32Array,
  { rate, key }: DropoutSettings,
): void {
  const bound = dropoutBound(rate);
  const scale = Math.fround(1 / (1 - rate));
  for (let i = 0; i < outputs.length; i++) {
    const counter = 4 * Math.floor(i / 16) + i % 4;
    const word = Math.floor(i / 4) % 4;
    const stays = pcg4d([counter, ...key, 0])[word]! >= bound;
    outputs[i] = stays ? inputs[i]! * scale : 0;
  }
}
