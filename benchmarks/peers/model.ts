import { Dense, Sequential, type SequentialOptions } from "@cutedl/layers";

/** Makes a network of dense layers, relu between them, with logits as outputs. */
export function makeModel(
  sizes: readonly number[],
  options: SequentialOptions,
): Sequential {
  const [inputs, ...units] = sizes as [number, ...number[]];
  const layers = units.map((count, i) =>
    new Dense(count, {
      ...(i === 0 && { inputs }),
      activation: i === units.length - 1 ? "linear" : "relu",
    })
  );
  return new Sequential(layers, options);
}
