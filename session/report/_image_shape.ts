import { formatShape, ShapeError, sizeOf } from "@cutedl/tensor";

/** Height and width of an image. */
export type ImageShape = readonly [height: number, width: number];

const SMALLEST = 64; // pixels of a flat input that is taken for an image

/**
 * Height and width of inputs that are images, if they are: what was given, else
 * what their shape says.
 *
 * @throws {ShapeError} If what was given does not fit.
 */
export function imageShapeOf(
  inputShape: readonly number[],
  given: ImageShape | undefined,
  action: string,
): ImageShape | undefined {
  const size = sizeOf(inputShape);
  if (given !== undefined) {
    if (given.length === 2 && sizeOf(given) === size) return given;
    throw new ShapeError({
      action,
      name: "imageShape of as many pixels as inputs of shape " +
        formatShape(inputShape),
      expected: ["height", "width"],
      received: given,
    });
  }
  const [height, width, ...rest] = inputShape;
  if (height === undefined || size === 0) return undefined;
  if (width !== undefined && rest.every((depth) => depth === 1)) {
    return rest.length <= 1 ? [height, width] : undefined;
  }
  const side = Math.sqrt(size);
  const isSquare = width === undefined && Number.isInteger(side);
  return isSquare && size >= SMALLEST ? [side, side] : undefined;
}
