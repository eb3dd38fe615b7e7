/**
 * The error about weights that do not fit a model.
 *
 * @module
 */
import { formatShape, formatText } from "@cutedl/tensor";

/** A tensor that is missing, or one too many. */
export interface NamedShape {
  /** Its name. */
  readonly name: string;
  /** Its shape. */
  readonly shape: readonly number[];
}

/** A tensor whose shape does not fit. */
export interface MisshapenTensor {
  /** Its name. */
  readonly name: string;
  /** Shape that the model has. */
  readonly expected: readonly number[];
  /** Shape that came. */
  readonly received: readonly number[];
}

/** What a {@linkcode WeightsError} says. */
export interface WeightsErrorDetails {
  /** What the weights are called, such as the path of their file. */
  name: string;
  /** Tensors of the model that did not come. */
  missing: readonly NamedShape[];
  /** Tensors that came, and that the model does not have. */
  extra: readonly NamedShape[];
  /** Tensors that came in another shape. */
  misshapen: readonly MisshapenTensor[];
}

const SHOWN = 50; // of each kind, in the message

/**
 * Weights that do not fit a model, each by its name.
 *
 * @example
 * ```ts
 * import { Dense, loadWeights, WeightsError } from "@cutedl/layers";
 * import { zeros } from "@cutedl/tensor";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const layer = new Dense(10);
 * layer.build([784]);
 * const weights = new Map([
 *   ["kernel", zeros([10, 784])],
 *   ["beta", zeros([10])],
 * ]);
 * const error = assertThrows(() => loadWeights(layer, weights), WeightsError);
 * assertEquals(
 *   error.message,
 *   "Cannot load weights: expected the tensors of the model, received others: " +
 *     'missing "bias" [10]; extra "beta" [10]; misshapen "kernel", expected ' +
 *     "[784, 10], received [10, 784], which is its transpose",
 * );
 * assertEquals(error.missing, [{ name: "bias", shape: [10] }]);
 * ```
 */
export class WeightsError extends Error {
  /** Always `"WeightsError"`. */
  override readonly name: string = "WeightsError";
  /** Tensors of the model that did not come. */
  readonly missing: readonly NamedShape[];
  /** Tensors that came, and that the model does not have. */
  readonly extra: readonly NamedShape[];
  /** Tensors that came in another shape. */
  readonly misshapen: readonly MisshapenTensor[];

  /**
   * Makes the error and its message.
   *
   * @param details What is missing, what too many, what of another shape.
   */
  constructor(details: WeightsErrorDetails) {
    const { name, missing, extra, misshapen } = details;
    const parts = [
      ...list("missing", missing.map(formatNamed)),
      ...list("extra", extra.map(formatNamed)),
      ...list("misshapen", misshapen.map(formatMisshapen)),
    ];
    super(
      `Cannot load ${name}: expected the tensors of the model, received ` +
        `others: ${parts.join("; ")}`,
    );
    this.missing = missing;
    this.extra = extra;
    this.misshapen = misshapen;
  }
}

function list(kind: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length - SHOWN;
  const rest = more > 0 ? ` and ${more} more` : "";
  return [`${kind} ${items.slice(0, SHOWN).join(", ")}${rest}`];
}

function formatNamed({ name, shape }: NamedShape): string {
  return `${formatText(name)} ${formatShape(shape)}`;
}

function formatMisshapen(tensor: MisshapenTensor): string {
  const { name, expected, received } = tensor;
  const transposed = expected.length === 2 &&
    String(expected) === String(received.toReversed());
  return `${formatText(name)}, expected ${formatShape(expected)}, received ` +
    formatShape(received) + (transposed ? ", which is its transpose" : "");
}
