import { panelsOf } from "../charts/_panels.ts";
import type { Report } from "./_report.ts";

/** Writes a report for programs; `History.fromJSON` reads its rows. */
export function formatJson(report: Report): string {
  const { title, settings, history, examination } = report;
  const best = panelsOf(history).flatMap(({ lines }) =>
    lines.flatMap(({ name, best }) => best ? [[name, best] as const] : [])
  );
  const { classes, confusion, examples, right, mistakes } = examination ?? {};
  const data = {
    title,
    settings: Object.fromEntries(settings),
    best: Object.fromEntries(best),
    ...history.toJSON(),
    ...examination && {
      examination: {
        classes,
        confusion,
        examples,
        right,
        mistakes: mistakes!.map(({ pixels: _, ...mistake }) => mistake),
      },
    },
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}
