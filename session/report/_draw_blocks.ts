import type { ImageShape } from "./_image_shape.ts";

/** How to draw. */
export interface BlockOptions {
  /** Whether to use the 24 greys of terminals with 256 colours. */
  colors: boolean;
  /** Characters of a line. */
  columns: number;
}

const GAP = "  ";
const RESET = "\x1b[0m";

/**
 * Draws grey images with half blocks, two rows of pixels in a line of text, as
 * many images side by side as fit.
 */
export function drawBlocks(
  images: readonly Float32Array[],
  labels: readonly string[],
  shape: ImageShape,
  { colors, columns }: BlockOptions,
): string {
  const [height, width] = shape;
  const across = Math.max(
    1,
    Math.floor((columns + GAP.length) / (width + GAP.length)),
  );
  const bands: string[] = [];
  for (let first = 0; first < images.length; first += across) {
    const band = images.slice(first, first + across);
    const lines = Array.from(
      { length: Math.ceil(height / 2) },
      (_, line) =>
        band.map((pixels) => drawLine(pixels, shape, line, colors)).join(GAP),
    );
    const words = labels.slice(first, first + across)
      .map((label) => label.slice(0, width).padEnd(width));
    if (words.length > 0) lines.push(words.join(GAP).trimEnd());
    bands.push(lines.join("\n"));
  }
  return bands.join("\n\n");
}

/** Two rows of pixels as a line of text. */
function drawLine(
  pixels: Float32Array,
  [height, width]: ImageShape,
  line: number,
  colors: boolean,
): string {
  const at = (y: number, x: number): number =>
    y < height ? pixels[y * width + x]! : 0;
  const characters = Array.from({ length: width }, (_, x) => {
    const [upper, lower] = [at(2 * line, x), at(2 * line + 1, x)];
    return colors
      ? `\x1b[38;5;${grey(upper)};48;5;${grey(lower)}m▀`
      : upper >= 0.5
      ? lower >= 0.5 ? "█" : "▀"
      : lower >= 0.5
      ? "▄"
      : " ";
  });
  return characters.join("") + (colors ? RESET : "");
}

/** Number of the grey among 256 colours: 232 is nearly black, 255 nearly white. */
function grey(value: number): number {
  const share = value >= 0 ? Math.min(1, value) : 0; // NaN is black, too
  return 232 + Math.round(23 * share);
}
