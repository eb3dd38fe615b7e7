import { element, escapeMarkup } from "../charts/_markup.ts";
import { panelsOf } from "../charts/_panels.ts";
import { historyToSvg } from "../charts/history_to_svg.ts";
import { formatCount, formatValue } from "../_numbers.ts";
import type { History } from "../history.ts";
import { confusionTable } from "./_confusion_table.ts";
import type { Examination } from "./_examine.ts";
import { pageStyle } from "./_page_style.ts";
import type { Report } from "./_report.ts";
import { thumbnail } from "./_thumbnail.ts";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const WIDTHS = { wide: 920, medium: 600, narrow: 304 }; // of charts, in pixels

/** Writes a report as one page that needs no other file. */
export function formatHtml(report: Report): string {
  const { title, subtitle, history, examination } = report;
  const head = [
    element("meta", { charset: "utf-8" }),
    element("meta", {
      name: "viewport",
      content: "width=device-width, initial-scale=1",
    }),
    element("meta", { name: "color-scheme", content: "light dark" }),
    element("meta", {
      "http-equiv": "Content-Security-Policy",
      content: POLICY,
    }),
    element("title", {}, escapeMarkup(title)),
    element("style", {}, pageStyle),
  ];
  const main = [
    element("h1", {}, escapeMarkup(title)),
    element("p", { class: "muted" }, escapeMarkup(subtitle)),
    bestTiles(history),
    section("Curves", curves(history)),
    examination ? confusionSection(examination) : "",
    examination ? mistakesSection(examination) : "",
    modelSection(report),
    section("Settings", settingsTable(report)),
  ];
  return "<!doctype html>\n" + element("html", { lang: "en" }, [
    element("head", {}, head.join("\n")),
    "\n",
    element("body", {}, element("main", {}, main.join("\n"))),
  ]) + "\n";
}

function section(title: string, content: string): string {
  if (content === "") return "";
  return element("section", {}, [
    element("h2", {}, escapeMarkup(title)),
    content,
  ]);
}

/** Shows the best value of each series. */
function bestTiles(history: History): string {
  const tiles = panelsOf(history).flatMap(({ title, isShare, lines }) =>
    lines.map(({ role, best }) => {
      const value = best === undefined
        ? "none"
        : isShare
        ? `${(best.value * 100).toFixed(2)} %`
        : formatValue(best.value);
      const place = best === undefined
        ? "no finite value"
        : `step ${formatCount(best.step)}, epoch ${formatCount(best.epoch)}`;
      return element("div", { class: "card" }, [
        element("dt", {}, escapeMarkup(`Best ${role} ${title.toLowerCase()}`)),
        element("dd", {}, [
          element("b", {}, value),
          element("small", {}, place),
        ]),
      ]);
    })
  );
  return element("dl", { class: "tiles" }, tiles);
}

/** Draws the curves for screens of every width. */
function curves(history: History): string {
  const charts = Object.entries(WIDTHS).map(([name, width]) =>
    element(
      "div",
      { class: name },
      historyToSvg(history, { title: "", subtitle: "", width }),
    )
  );
  return element("div", { class: "card chart" }, charts);
}

function confusionSection(examination: Examination): string {
  const { examples, right } = examination;
  const share = (right / examples * 100).toFixed(2);
  const text = `${formatCount(right)} of ${formatCount(examples)} examples ` +
    `are right (${share} %).`;
  return section(
    "Confusion matrix",
    element("p", {}, text) +
      scrollable("Confusion matrix", confusionTable(examination)),
  );
}

function mistakesSection(examination: Examination): string {
  const { classes, mistakes, imageShape } = examination;
  if (imageShape === undefined || mistakes.length === 0) return "";
  const items = mistakes.map((mistake) => {
    const truth = classes[mistake.truth]!;
    const prediction = classes[mistake.prediction]!;
    const image = thumbnail(
      mistake.pixels,
      imageShape,
      `Example ${mistake.index}, ${truth}, predicted as ${prediction}`,
    );
    const caption = [
      escapeMarkup(truth),
      " → ",
      element("b", {}, escapeMarkup(prediction)),
      "<br>",
      element("small", {}, `${percent(mistake.confidence)} sure`),
    ];
    return element(
      "li",
      { class: "card" },
      element("figure", {}, [
        image,
        element("figcaption", {}, caption),
      ]),
    );
  });
  const note = "Truth → prediction, the least probability of the truth first.";
  return section(
    "Worst mistakes",
    element("p", { class: "muted" }, note) +
      element("ul", { class: "mistakes" }, items),
  );
}

function modelSection({ model }: Report): string {
  const display = model as unknown as
    | Record<symbol, (() => Record<string, string>) | undefined>
    | undefined;
  const shown = display?.[Symbol.for("Jupyter.display")]?.();
  const html = shown?.["text/html"];
  return html === undefined ? "" : section("Model", scrollable("Model", html));
}

function settingsTable({ settings }: Report): string {
  const rows = settings.map(([name, value]) =>
    element("tr", {}, [
      element("th", { scope: "row" }, escapeMarkup(name)),
      element("td", {}, escapeMarkup(value)),
    ])
  );
  return element(
    "div",
    { class: "card" },
    element("table", { class: "settings" }, element("tbody", {}, rows)),
  );
}

/** Lets wide content be scrolled, by keyboard, too. */
function scrollable(label: string, content: string): string {
  return element("div", {
    class: "card scroll",
    role: "region",
    tabindex: 0,
    "aria-label": label,
  }, content);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
