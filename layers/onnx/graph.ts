import type { Tensor } from "@cutedl/tensor";

/**
 * Value of an attribute: a number is a FLOAT, a bigint an INT, an array of
 * bigints INTS.
 */
export type OnnxAttribute = number | bigint | string | readonly bigint[];

/** How to map a part of a layer. */
export interface OnnxPartOptions {
  /** Name of its place within the layer; by default it has none of its own. */
  place?: string;
}

/** The graph as the mapping of one layer sees it, which adds to it. */
export interface OnnxGraph {
  /** Name of the value that comes in, `[batch, ...inputShape]`. */
  readonly inputs: string;

  /**
   * Adds a node.
   *
   * @param operator Type of the operator, such as `Gemm`.
   * @param inputs Names of values, `""` for one that is left out.
   * @param attributes By name; by default those of the operator.
   * @returns Name of its output, made of the place of the layer and the
   * operator, as in `0.dense.Gemm`.
   * @throws {RangeError} If a value is not known.
   */
  node(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string;

  /**
   * Adds a constant: FLOAT from a tensor, a list of INT64 from bigints. It is
   * what an operator calls an input and a layer a parameter, or a shape.
   *
   * @param name Name within the layer, such as `kernel`.
   * @param value Its elements; those of a parameter are read at the end.
   * @returns Name of the value, as in `0.dense.kernel`.
   */
  constant(name: string, value: Tensor | readonly bigint[]): string;

  /**
   * Maps a part of the layer, such as its activation or a layer within.
   *
   * @param part An object whose class has a mapping.
   * @param inputs Name of the value that it is given.
   * @param options Its place.
   * @returns Name of its output.
   * @throws {TypeError} If its class has no mapping.
   */
  map(part: object, inputs: string, options?: OnnxPartOptions): string;
}
