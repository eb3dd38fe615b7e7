import type { Batch } from "@cutedl/datasets";
import { ShapeError, sizeOf, type Tensor } from "@cutedl/tensor";
import { element, escapeMarkup } from "../charts/_markup.ts";
import { formatCount } from "../_numbers.ts";
import { assertTensor } from "../_assert_kind.ts";
import { assertWhole } from "../_options.ts";
import { drawBlocks } from "./_draw_blocks.ts";
import { type ImageShape, imageShapeOf } from "./_image_shape.ts";
import { thumbnail } from "./_thumbnail.ts";

/** Options for {@linkcode ImageGrid}. */
export interface ImageGridOptions {
  /**
   * Words below the images, such as names of classes; default none, and for a
   * batch its targets, if they are labels or one-hot rows.
   */
  labels?: readonly (string | number)[];
  /**
   * Height and width of an image; default what the shape says:
   * `[count, height, width]`, `[count, height, width, 1]`, or flat squares of at
   * least 8 × 8.
   */
  imageShape?: readonly [height: number, width: number];
  /** How many images to show at most; default 40. */
  limit?: number;
  /** Characters of a line in a terminal; default 80. */
  columns?: number;
}

const ACTION = "show images";

/**
 * Grey images that show themselves: as thumbnails in a notebook, and as blocks
 * of text by `console.log`.
 *
 * @example The first digits
 * ```ts
 * import { syntheticDigits } from "@cutedl/datasets";
 * import { ImageGrid } from "@cutedl/session/report";
 * import { assertEquals } from "@std/assert";
 *
 * const digits = syntheticDigits({ count: 100, seed: 1 });
 * for await (const batch of digits.batches({ batchSize: 8 })) {
 *   const grid = new ImageGrid(batch); // console.log(grid) draws it
 *   assertEquals(grid.imageShape, [28, 28]);
 *   break;
 * }
 * ```
 */
export class ImageGrid {
  /** Pixels of the images that are shown, row after row. */
  readonly images: readonly Float32Array[];
  /** Words below them; empty if there are none. */
  readonly labels: readonly string[];
  /** Height and width of an image. */
  readonly imageShape: readonly [height: number, width: number];
  /** Number of images, also of those that are not shown. */
  readonly count: number;
  readonly #columns: number;

  /**
   * Copies the images that it shows.
   *
   * @param images Values from 0 (black) to 1 (white), such as
   * `[count, height, width]` or `[count, pixels]`, or a batch of them.
   * @param options Words below, shape, how many.
   * @throws {TypeError} If it is no tensor.
   * @throws {ShapeError} If these are no images, or the shape does not fit.
   * @throws {RangeError} If there are not as many labels as images, or a limit
   * is not sensible.
   */
  constructor(images: Tensor | Batch, options: ImageGridOptions = {}) {
    const { limit = 40, columns = 80 } = options;
    assertWhole(ACTION, "limit", limit, 1);
    assertWhole(ACTION, "columns", columns, 1);
    const batch = images as Partial<Batch> | undefined;
    const inputs = batch?.inputs ?? images as Tensor;
    assertTensor(inputs, { action: ACTION, name: "images" });
    const [count = 0, ...shape] = inputs.shape;
    this.imageShape = shapeOf(inputs, shape, options.imageShape);
    this.count = count;
    this.#columns = columns;
    const size = sizeOf(shape);
    this.images = Array.from(
      { length: Math.min(count, limit) },
      (_, i) => inputs.data.slice(i * size, (i + 1) * size),
    );
    const labels = options.labels ??
      (batch?.targets ? labelsOf(batch.targets) : []);
    if (labels.length > 0 && labels.length !== count) {
      throw new RangeError(
        `Cannot ${ACTION}: expected a label for each of the ${count} images, ` +
          `received ${labels.length}`,
      );
    }
    this.labels = labels.slice(0, limit).map(String);
  }

  /**
   * Draws the images with blocks of text, side by side in lines of `columns`.
   *
   * @returns The text that `console.log` shows without colours.
   *
   * @example
   * ```ts
   * import { ImageGrid } from "@cutedl/session/report";
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const images = tensor([[[0, 1], [1, 1]], [[0, 0], [1, 0]]]);
   * const grid = new ImageGrid(images, { labels: ["a", "b"] });
   * assertEquals(
   *   String(grid),
   *   "ImageGrid, 2 images of 2 × 2\n\n▄█  ▄ \na   b",
   * );
   * ```
   */
  toString(): string {
    return this.#draw(false);
  }

  /**
   * Draws the images in Deno's `console.log`, in shades if it has colours.
   *
   * @param _inspect Not needed.
   * @param options Whether there are colours.
   * @returns The text.
   */
  [Symbol.for("Deno.customInspect")](
    _inspect?: unknown,
    options?: { colors?: boolean },
  ): string {
    return this.#draw(options?.colors ?? false);
  }

  /**
   * Draws the images in the `console.log` of Node and Bun, in shades if it has
   * colours.
   *
   * @param _depth Not needed.
   * @param options Whether there are colours.
   * @returns The text.
   */
  [Symbol.for("nodejs.util.inspect.custom")](
    _depth?: unknown,
    options?: { colors?: boolean },
  ): string {
    return this.#draw(options?.colors ?? false);
  }

  /**
   * Shows the images in a notebook.
   *
   * @returns Thumbnails as HTML, and blocks of text.
   */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const figures = this.images.map((pixels, i) => {
      const label = this.labels[i];
      const description = `Image ${i}${
        label === undefined ? "" : `, ${label}`
      }`;
      const caption = label === undefined
        ? ""
        : element("figcaption", {}, escapeMarkup(label));
      const style = "margin:0;text-align:center";
      return element("figure", { style }, [
        thumbnail(pixels, this.imageShape, description),
        caption,
      ]);
    });
    const grid = { style: "display:flex;flex-wrap:wrap;gap:8px" };
    return {
      "text/plain": this.toString(),
      "text/html": element("p", {}, escapeMarkup(this.#title())) +
        element("div", grid, figures),
    };
  }

  #title(): string {
    const { images: { length }, count, imageShape: [height, width] } = this;
    const first = length < count ? `first ${formatCount(length)} of ` : "";
    return `ImageGrid, ${first}${formatCount(count)} ` +
      `image${count === 1 ? "" : "s"} of ${height} × ${width}`;
  }

  #draw(colors: boolean): string {
    const { images, labels, imageShape } = this;
    const options = { colors, columns: this.#columns };
    const blocks = drawBlocks(images, labels, imageShape, options);
    return blocks === "" ? this.#title() : `${this.#title()}\n\n${blocks}`;
  }
}

function shapeOf(
  inputs: Tensor,
  shape: readonly number[],
  given: ImageShape | undefined,
): ImageShape {
  const found = inputs.rank > 1
    ? imageShapeOf(shape, given, ACTION)
    : undefined;
  if (found !== undefined) return found;
  throw new ShapeError({
    action: ACTION,
    name: "images",
    expected: ["count", "height", "width"],
    received: inputs.shape,
    ...inputs.rank === 2 && inputs.shape[0] === inputs.shape[1] && {
      remedy: `a single image is images.reshape([1, ${
        inputs.shape.join(", ")
      }])`,
    },
  });
}

/** Classes as words, of targets that are labels or one-hot rows. */
function labelsOf(targets: Tensor): string[] {
  if (targets.rank === 1) return [...targets.data].map(String);
  const [rows, classes] = targets.shape;
  const isOneHot = targets.rank === 2 && classes! > 1 &&
    targets.data.every((value) => value === 0 || value === 1);
  if (!isOneHot) return [];
  return Array.from({ length: rows! }, (_, row) =>
    String(
      targets.data.subarray(row * classes!, (row + 1) * classes!).indexOf(1),
    ));
}
