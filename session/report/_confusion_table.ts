import { element, escapeMarkup } from "../charts/_markup.ts";
import { formatCount } from "../_numbers.ts";
import type { Examination } from "./_examine.ts";

const MANY_CLASSES = 20; // from where on the matrix is too large to look at
const SHOWN = 20; // confusions of those, the most frequent

/** Writes what was taken for what as a table. */
export function confusionTable(examination: Examination): string {
  return examination.classes.length > MANY_CLASSES
    ? listConfusions(examination)
    : drawMatrix(examination);
}

function drawMatrix({ classes, confusion }: Examination): string {
  const mistakes = confusion.flatMap((counts, truth) =>
    counts.filter((_, prediction) => prediction !== truth)
  );
  const most = Math.max(1, ...mistakes);
  const head = classes.map((name) => header("col", name));
  const rows = confusion.map((counts, truth) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, prediction) => {
      if (count === 0) return element("td", { class: "zero" }, "0");
      const isRight = prediction === truth;
      // strong enough to be seen, and never amid: text must stay readable
      const share = isRight ? count / total : count / most;
      const isStrong = share > 0.5;
      const kind = `${isRight ? "right" : "wrong"}${isStrong ? " strong" : ""}`;
      const shade = isStrong ? 0.9 + 0.1 * share : 0.08 + 0.5 * share;
      const style = `--share:${shade.toFixed(2)}`;
      return element("td", { class: kind, style }, formatCount(count));
    });
    const recall = total === 0
      ? ""
      : `${(counts[truth]! / total * 100).toFixed(1)} %`;
    return element("tr", {}, [
      header("row", classes[truth]!),
      ...cells,
      element("td", {}, recall),
    ]);
  });
  return element("table", { class: "confusion" }, [
    element("caption", {}, "Rows: truth. Columns: prediction."),
    element(
      "thead",
      {},
      element("tr", {}, [
        element("td"),
        ...head,
        header("col", "right"),
      ]),
    ),
    element("tbody", {}, rows),
  ]);
}

function listConfusions({ classes, confusion }: Examination): string {
  const pairs = confusion.flatMap((counts, truth) =>
    counts.map((count, prediction) => ({ truth, prediction, count }))
  ).filter(({ truth, prediction, count }) => truth !== prediction && count > 0);
  const rows = pairs.toSorted((a, b) => b.count - a.count).slice(0, SHOWN)
    .map(({ truth, prediction, count }) =>
      element("tr", {}, [
        element("td", {}, escapeMarkup(classes[truth]!)),
        element("td", {}, escapeMarkup(classes[prediction]!)),
        element("td", {}, formatCount(count)),
      ])
    );
  const caption = `The most frequent confusions of ${classes.length} classes.`;
  const names = ["Truth", "Prediction", "Examples"];
  return element("table", {}, [
    element("caption", {}, caption),
    element(
      "thead",
      {},
      element("tr", {}, names.map((name) => header("col", name))),
    ),
    element("tbody", {}, rows),
  ]);
}

function header(scope: "col" | "row", text: string): string {
  return element("th", { scope }, escapeMarkup(text));
}
