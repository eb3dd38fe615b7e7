import { ArrayDataset, type Batch } from "@cutedl/datasets";
import { ShapeError, tensor, zeros } from "@cutedl/tensor";
import { assertEquals, assertThrows } from "@std/assert";
import { assertBalanced } from "../charts/_testing.ts";
import { ImageGrid } from "./image_grid.ts";

/** What a notebook is given. */
function display(grid: ImageGrid): Record<string, string> {
  return (grid as unknown as Record<symbol, () => Record<string, string>>)[
    Symbol.for("Jupyter.display")
  ]!();
}

const images = tensor([
  [[1, 0], [0.5, 0], [0, 0.49]],
  [[1, 1], [1, 1], [1, 1]],
  [[0, 0], [0, 0], [0, 1]],
]);

Deno.test("ImageGrid prints images as blocks, as many in a line as fit", () => {
  const labels = ["first", 2, "x"];
  const grid = new ImageGrid(images, { labels, columns: 6 });
  const text = "ImageGrid, 3 images of 3 × 2\n\n" +
    "█   ██\n    ▀▀\nfi  2\n\n" +
    "  \n ▀\nx";
  assertEquals(String(grid), text);
  assertEquals(Deno.inspect(grid), text);
  const narrow = new ImageGrid(images, { columns: 5, limit: 1 });
  assertEquals(
    String(narrow),
    "ImageGrid, first 1 of 3 images of 3 × 2\n\n█ \n  ",
  );
});

Deno.test("ImageGrid prints shades where there are colours", () => {
  const grid = new ImageGrid(tensor([[[0, 2], [1, NaN]]]));
  const text = "ImageGrid, 1 image of 2 × 2\n\n" +
    "\x1b[38;5;232;48;5;255m▀\x1b[38;5;255;48;5;232m▀\x1b[0m";
  assertEquals(Deno.inspect(grid, { colors: true }), text);
  const node = Symbol.for("nodejs.util.inspect.custom");
  const inspect = (grid as unknown as Record<
    symbol,
    (depth: number, options: { colors: boolean }) => string
  >)[node]!;
  assertEquals(inspect.call(grid, 2, { colors: true }), text);
});

/** Pixels of a PNG of one stored block. */
function pixelsOf(base64: string): number[][] {
  const bytes = Uint8Array.fromBase64(base64);
  const view = new DataView(bytes.buffer);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const data = bytes.subarray(41 + 7); // behind the heads of chunk and block
  return Array.from({ length: height }, (_, y) => {
    const start = y * (width + 1);
    assertEquals(data[start], 0);
    return [...data.subarray(start + 1, start + 1 + width)];
  });
}

Deno.test("ImageGrid shows thumbnails in a notebook, whose PNG is whole", async () => {
  const grid = new ImageGrid(images, { labels: ["<a>", "b", "c"] });
  const shown = display(grid);
  assertEquals(shown["text/plain"], String(grid));
  const html = shown["text/html"]!;
  assertBalanced(html);
  const sources = [...html.matchAll(/src="data:image\/png;base64,([^"]*)"/g)];
  assertEquals(pixelsOf(sources[0]![1]!), [[255, 0], [128, 0], [0, 125]]);
  assertEquals(
    html.includes('alt="Image 0, &lt;a&gt;" width="37" height="56"'),
    true,
  );
  assertEquals(html.includes("<figcaption>&lt;a&gt;</figcaption>"), true);

  // zlib and its checksum by the runtime's own decoder, chunks by zlib's crc32
  const png = Uint8Array.fromBase64(sources[0]![1]!);
  const view = new DataView(png.buffer);
  let at = 8;
  const types: string[] = [];
  while (at < png.length) {
    const length = view.getUint32(at);
    const body = png.slice(at + 4, at + 8 + length);
    types.push(new TextDecoder().decode(body.subarray(0, 4)));
    const { crc32 } = await import("node:zlib");
    assertEquals(view.getUint32(at + 8 + length), crc32(body));
    if (types.at(-1) === "IDAT") {
      const stream = new Blob([body.slice(4)]).stream()
        .pipeThrough(new DecompressionStream("deflate"));
      const rows = new Uint8Array(await new Response(stream).arrayBuffer());
      assertEquals([...rows], [0, 255, 0, 0, 128, 0, 0, 0, 125]);
    }
    at += 12 + length;
  }
  assertEquals(types, ["IHDR", "IDAT", "IEND"]);
});

Deno.test("ImageGrid encodes images beyond one block of deflate", async () => {
  const side = 300;
  const large = tensor(
    Float32Array.from({ length: side * side }, (_, i) => i % 256 / 255),
    [1, side, side],
  );
  const html = display(new ImageGrid(large))["text/html"]!;
  const png = Uint8Array.fromBase64(/base64,([^"]*)/.exec(html)![1]!);
  const length = new DataView(png.buffer).getUint32(33);
  const stream = new Blob([png.slice(41, 41 + length)]).stream()
    .pipeThrough(new DecompressionStream("deflate"));
  const rows = new Uint8Array(await new Response(stream).arrayBuffer());
  assertEquals(rows.length, side * (side + 1));
  assertEquals(rows[(side + 1) * 299 + 1 + 5], (299 * side + 5) % 256);
});

Deno.test("ImageGrid takes batches with their labels, and several shapes", async () => {
  const flat = zeros([2, 64]);
  for (
    const [classes, targets] of [[3, tensor([2, 0])], [
      undefined,
      tensor([2, 0]),
    ]] as const
  ) {
    const data = new ArrayDataset(flat, targets, classes ? { classes } : {});
    for await (const batch of data.batches()) {
      const grid = new ImageGrid(batch);
      assertEquals([grid.imageShape, grid.labels], [[8, 8], ["2", "0"]]);
    }
  }
  const data = new ArrayDataset(flat, tensor([[0.5], [1]]));
  for await (const batch of data.batches()) {
    assertEquals(new ImageGrid(batch).labels, []);
  }
  assertEquals(new ImageGrid(zeros([1, 3, 5, 1])).imageShape, [3, 5]);
  const imageShape = [2, 32] as const;
  assertEquals(new ImageGrid(flat, { imageShape }).imageShape, [2, 32]);
  assertEquals(
    String(new ImageGrid(zeros([0, 4, 4]))),
    "ImageGrid, 0 images of 4 × 4",
  );
});

Deno.test("ImageGrid refuses what is no image", () => {
  const refusals: [() => unknown, string][] = [
    [
      () => new ImageGrid(zeros([28, 28])),
      "expected images [count, height, width], received [28, 28]: a single image is images.reshape([1, 28, 28])",
    ],
    [
      () => new ImageGrid(zeros([2, 17])),
      "expected images [count, height, width], received [2, 17]",
    ],
    [
      () => new ImageGrid(zeros([2, 4, 4, 3])),
      "expected images [count, height, width], received [2, 4, 4, 3]",
    ],
    [
      () => new ImageGrid(zeros([2, 16]), { imageShape: [3, 5] }),
      "expected imageShape of as many pixels as inputs of shape [16] [height, width], received [3, 5]",
    ],
  ];
  for (const [make, message] of refusals) {
    assertThrows(make, ShapeError, `Cannot show images: ${message}`);
  }
  assertThrows(
    () => new ImageGrid(images, { labels: ["a"] }),
    RangeError,
    "Cannot show images: expected a label for each of the 3 images, received 1",
  );
  assertThrows(() => new ImageGrid(images, { limit: 0 }), RangeError, "limit");
  for (const given of [[[1]], 5, undefined]) {
    assertThrows(
      () => new ImageGrid(given as unknown as Batch),
      TypeError,
      "Cannot show images: expected a tensor as images, received ",
    );
  }
});
