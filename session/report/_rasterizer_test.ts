import { MissingPermissionError, UnavailableError } from "@cutedl/tensor/file";
import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { directoryTest } from "../../tensor/files/_testing.ts";
import { loadRasterizer } from "./_rasterizer.ts";

/** The package, as if it knew one font of a width, and others of another. */
function fakePackage(width: number | undefined) {
  const families: unknown[] = [];
  class Resvg {
    readonly #family: string;
    constructor(_svg: string, options: object) {
      const { font } = options as { font: { defaultFontFamily: string } };
      this.#family = font.defaultFontFamily;
    }
    getBBox() {
      const isKnown = this.#family === "Helvetica";
      return width === undefined ? undefined : { width: width + +isKnown };
    }
    render() {
      families.push(this.#family);
      return { asPng: () => Uint8Array.of(1, 2, 3) };
    }
  }
  return { families, load: () => Promise.resolve({ Resvg }) };
}

Deno.test("loadRasterizer() draws with the first usual font that is there", async () => {
  const { families, load } = fakePackage(20);
  const rasterize = await loadRasterizer("draw", load);
  assertEquals(rasterize("<svg/>"), Uint8Array.of(1, 2, 3));
  assertEquals(families, ["Helvetica"]);
});

Deno.test("loadRasterizer() says how to add what is missing", async () => {
  await assertRejects(
    () =>
      loadRasterizer("draw", () => Promise.reject(new TypeError("offline"))),
    UnavailableError,
    "Cannot draw as .png: expected the package @resvg/resvg-js, received none: " +
      'run "deno add npm:@resvg/resvg-js", or write .svg',
  );
  const { load } = fakePackage(undefined);
  await assertRejects(
    () => loadRasterizer("draw", load),
    UnavailableError,
    "Cannot draw as .png: expected a font, received none: install one",
  );
  const denied = Object.assign(new Error("denied"), { name: "NotCapable" });
  const error = await assertRejects(
    () => loadRasterizer("draw", () => Promise.reject(denied)),
    MissingPermissionError,
    "Cannot draw as .png: expected the permission to, received none: run " +
      "again with --allow-ffi",
  );
  assertInstanceOf(error.cause, Error);
});

directoryTest(
  "writeReport() draws .png by the real package",
  async (directory) => {
    const root = new URL("../../", import.meta.url);
    const path = `${directory}/run.png`;
    const script = `${directory}/run.ts`;
    await Deno.writeTextFile(
      script,
      `
    import { History } from "@cutedl/session";
    import { assertReportPath, writeReport } from "@cutedl/session/report";
    const path = ${JSON.stringify(path)};
    await assertReportPath(path);
    const history = new History();
    history.record({ epoch: 1, step: 10, seconds: 0.1, loss: 0.5 });
    await writeReport(history, path);
  `,
    );
    const { success, stderr } = await new Deno.Command("deno", {
      args: [
        ...[
          "run",
          "--no-prompt",
          `--config=${new URL("deno.json", root).pathname}`,
        ],
        ...["--allow-read", "--allow-ffi", "--allow-sys", "--allow-env"],
        ...[`--allow-write=${directory}`, script],
      ],
      env: { NO_COLOR: "1" },
    }).output();
    const message = new TextDecoder().decode(stderr);
    if (message.includes("expected a font")) return; // says so itself
    assertEquals(success, true, message);
    const bytes = await Deno.readFile(path);
    assertEquals(
      [...bytes.slice(1, 4)],
      [..."PNG"].map((c) => c.charCodeAt(0)),
    );
    const view = new DataView(bytes.buffer);
    assertEquals(view.getUint32(16), 2 * 720); // width
  },
);

directoryTest(
  "writeReport() names the flags that .png needs",
  async (directory) => {
    const root = new URL("../../", import.meta.url);
    const script = `${directory}/run.ts`;
    await Deno.writeTextFile(
      script,
      `
    import { assertReportPath } from "@cutedl/session/report";
    await assertReportPath(${JSON.stringify(`${directory}/run.png`)});
  `,
    );
    const { stderr } = await new Deno.Command("deno", {
      args: [
        ...[
          "run",
          "--no-prompt",
          `--config=${new URL("deno.json", root).pathname}`,
        ],
        ...[`--allow-read=${directory}`, `--allow-write=${directory}`, script],
      ],
      env: { NO_COLOR: "1" },
    }).output();
    assertStringIncludes(
      new TextDecoder().decode(stderr),
      "MissingPermissionError: Cannot write report as .png: expected the " +
        "permission to, received none: run again with --allow-ffi",
    );
  },
);
