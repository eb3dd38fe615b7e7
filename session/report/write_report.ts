import { assertWritable, writeFile } from "@cutedl/tensor/file";
import { formatText } from "@cutedl/tensor";
import type { History } from "../history.ts";
import { formatCsv } from "./_format_csv.ts";
import { formatHtml } from "./_format_html.ts";
import { formatJson } from "./_format_json.ts";
import { loadRasterizer } from "./_rasterizer.ts";
import { makeReport, type Report } from "./_report.ts";
import { formatSvg } from "./_format_svg.ts";
import type { ReportOptions } from "./report_options.ts";

export type { ReportOptions } from "./report_options.ts";

/** A kind of file. */
interface Format {
  /** Gives its content. */
  readonly write: (report: Report) => string | Promise<Uint8Array>;
  /** Whether it tells what the model makes of the data. */
  readonly examines: boolean;
}

/** What is written, by the ending of the path. */
const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  [".html", { write: formatHtml, examines: true }],
  [".svg", { write: formatSvg, examines: false }],
  [".json", { write: formatJson, examines: true }],
  [".csv", { write: formatCsv, examines: false }],
  [".png", { write: formatPng, examines: false }],
]);

/**
 * Writes what a session measured as a file for people, or for other programs.
 *
 * The ending of the path decides:
 *
 * - `.html`: one page that needs no other file and no network: the curves, and
 *   with `session` the model and the settings, with `data` the confusion matrix
 *   and the worst mistakes, which are shown as images if they are some. It takes
 *   the light or dark colours of its reader, and the width of a telephone;
 * - `.svg`: the curves, as {@linkcode historyToSvg} draws them;
 * - `.png`: the same as pixels, in light colours, by the package
 *   `@resvg/resvg-js`, which is loaded for that alone, and needs fonts;
 * - `.json`: title, settings, best values, and the rows, which
 *   `History.fromJSON` reads; with `data` the confusion matrix, too;
 * - `.csv`: a line of names, and a line for each row.
 *
 * A file that is there is replaced whole or not at all.
 *
 * @param history What was measured.
 * @param path Path of the file; its directory must be there.
 * @param options Title, session, data, settings.
 * @throws {RangeError} If the history has no rows, the ending is unknown, or
 * there are not as many names as classes.
 * @throws {TypeError} If something is given that is no history, session or
 * dataset, or data without a session, or with one whose loss compares no classes.
 * @throws {FileError} If writing fails; what was there is then still there.
 * @throws {MissingPermissionError} If Deno was not permitted to read and write
 * the directory.
 * @throws {UnavailableError} If there is no file system, or for `.png` no
 * package or no font.
 *
 * @example
 * ```ts ignore
 * import { writeReport } from "@cutedl/session/report";
 *
 * const history = await session.fit(train, { epochs: 10, validation: test });
 * await writeReport(history, "report.html", { session, data: test });
 * ```
 */
export async function writeReport(
  history: History,
  path: string,
  options: ReportOptions = {},
): Promise<void> {
  const action = `write report ${path}`;
  const format = formatOf(path);
  const { data: _, ...others } = options;
  const wanted = format.examines ? options : others;
  const content = await format.write(await makeReport(history, wanted, action));
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  await writeFile(path, bytes);
}

/**
 * Finds out whether {@linkcode writeReport} can write a file, before the
 * training that it is to report: whether the ending is known, the path can be
 * written, and for `.png` the package is there.
 *
 * @param path Path of the file.
 * @throws {RangeError} If the ending is unknown.
 * @throws {FileError} If it cannot be written.
 * @throws {MissingPermissionError} If Deno was not permitted to read and write
 * the directory.
 * @throws {UnavailableError} If there is no file system, or for `.png` no
 * package or no font.
 *
 * @example
 * ```ts
 * import { assertReportPath } from "@cutedl/session/report";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(
 *   () => assertReportPath("report.pdf"),
 *   RangeError,
 *   "Cannot write report report.pdf: expected a path that ends in .html, " +
 *     '.svg, .json, .csv or .png, received ".pdf"',
 * );
 * ```
 */
export async function assertReportPath(path: string): Promise<void> {
  const format = formatOf(path);
  await assertWritable(path);
  if (format.write === formatPng) await loadRasterizer("write report");
}

async function formatPng(report: Report): Promise<Uint8Array> {
  const rasterize = await loadRasterizer("write report");
  return rasterize(formatSvg(report));
}

function formatOf(path: string): Format {
  const ending = /[^/\\](\.[^./\\]*)$/.exec(path)?.[1];
  const format = FORMATS.get(ending?.toLowerCase() ?? "");
  if (format !== undefined) return format;
  const known = [...FORMATS.keys()];
  throw new RangeError(
    `Cannot write report ${path}: expected a path that ends in ` +
      `${known.slice(0, -1).join(", ")} or ${known.at(-1)}, received ` +
      (ending === undefined ? "no ending" : formatText(ending)),
  );
}
