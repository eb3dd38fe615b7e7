import { element } from "../charts/_markup.ts";
import type { ImageShape } from "./_image_shape.ts";
import { encodePng } from "./_png.ts";

const SIDE = 56; // pixels of the screen, of the longer side

/** Writes an image as an element of HTML that needs no other file. */
export function thumbnail(
  pixels: Float32Array,
  shape: ImageShape,
  description: string,
): string {
  const [height, width] = shape;
  const scale = SIDE / Math.max(height, width);
  return element("img", {
    src: `data:image/png;base64,${toBase64(encodePng(pixels, shape))}`,
    alt: description,
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
    style: "image-rendering:pixelated",
  });
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
