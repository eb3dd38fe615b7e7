/**
 * Pictures of a run, and other files to look at.
 *
 * An entry point of its own: `@cutedl/session` loads nothing of it.
 *
 * @example A page of a run
 * ```ts ignore
 * import { writeReport } from "@cutedl/session/report";
 *
 * const history = await session.fit(train, { epochs: 10, validation: test });
 * await writeReport(history, "report.html", { session, data: test });
 * ```
 *
 * @module
 */
export * from "../charts/history_to_svg.ts";
export * from "./history_to_vega_lite.ts";
export * from "./image_grid.ts";
export * from "./notebook_progress.ts";
export * from "./tensor_board.ts";
export * from "./write_report.ts";
