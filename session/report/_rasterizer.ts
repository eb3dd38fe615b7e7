import { MissingPermissionError, UnavailableError } from "@cutedl/tensor/file";

/** Turns SVG into PNG. */
export type Rasterizer = (svg: string) => Uint8Array;

/** What is used of `@resvg/resvg-js`. */
interface Resvg {
  Resvg: new (svg: string, options: object) => {
    getBBox(): { width: number } | undefined;
    render(): { asPng(): Uint8Array };
  };
}

const PACKAGE = "@resvg/resvg-js";
const VERSION = "2.6.2";
const FLAGS = "--allow-ffi --allow-read --allow-sys --allow-env";

const ZOOM = 2; // pixels per pixel of the picture
const FAMILIES = ["DejaVu Sans", "Liberation Sans", "Helvetica", "Arial"];
const SAMPLE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="9">' +
  '<text y="9">million</text></svg>';

/**
 * Loads the package that draws PNG. Its name is put together at run time: an
 * import that names it would be downloaded with every program that may report.
 *
 * @param load Imports a module.
 * @throws {UnavailableError} If it is not there, or draws no text.
 */
export async function loadRasterizer(
  action: string,
  load: (specifier: string) => Promise<unknown> = (name) => import(name),
): Promise<Rasterizer> {
  const { Resvg } = await loadPackage(action, load);
  const rasterizer = (svg: string, family: string) =>
    new Resvg(svg, {
      font: { defaultFontFamily: family },
      fitTo: { mode: "zoom", value: ZOOM },
    });
  const widthIn = (family: string): number | undefined =>
    rasterizer(SAMPLE, family).getBBox()?.width;
  const fallback = widthIn("none");
  if (fallback === undefined) {
    throw new UnavailableError(
      `Cannot ${action} as .png: expected a font, received none: install one, ` +
        "such as the package fonts-dejavu-core of Debian, or write .svg",
    );
  }
  // it knows no list of families, and takes any font where it lacks the one
  const family = FAMILIES.find((name) => widthIn(name) !== fallback) ?? "none";
  return (svg) => rasterizer(svg, family).render().asPng();
}

async function loadPackage(
  action: string,
  load: (specifier: string) => Promise<unknown>,
): Promise<Resvg> {
  const isDeno = "Deno" in globalThis;
  try {
    return await load(isDeno ? `npm:${PACKAGE}@${VERSION}` : PACKAGE) as Resvg;
  } catch (cause) {
    if (cause instanceof Error && cause.name === "NotCapable") {
      throw new MissingPermissionError(`${action} as .png`, FLAGS, { cause });
    }
    const add = isDeno ? `deno add npm:${PACKAGE}` : `npm install ${PACKAGE}`;
    throw new UnavailableError(
      `Cannot ${action} as .png: expected the package ${PACKAGE}, received ` +
        `none: run "${add}", or write .svg`,
      { cause },
    );
  }
}
