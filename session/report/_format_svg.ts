import { historyToSvg } from "../charts/history_to_svg.ts";
import type { Report } from "./_report.ts";

/** Draws the curves of a report. */
export function formatSvg({ history, title, subtitle }: Report): string {
  return historyToSvg(history, { title, subtitle });
}
