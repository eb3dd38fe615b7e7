/** Names of the colours that charts and reports use. */
type Colour =
  | "surface"
  | "text"
  | "muted"
  | "grid"
  | "training"
  | "validation";

/**
 * Colours of a scheme; the two of the lines are told apart by people who see
 * fewer colours, too (blue and orange after Okabe and Ito), and all have a
 * contrast of at least 4.5 to the surface, the grid apart.
 */
type Palette = Readonly<Record<Colour, string>>;

/** Colours on a light surface. */
export const light: Palette = {
  surface: "#ffffff",
  text: "#1f2328",
  muted: "#59636e",
  grid: "#d8dee4",
  training: "#0067a5",
  validation: "#b34700",
};

/** Colours on a dark surface. */
export const dark: Palette = {
  surface: "#15181d",
  text: "#e6edf3",
  muted: "#9aa4af",
  grid: "#30363d",
  training: "#56b4e9",
  validation: "#f0a030",
};

/** Fonts that systems have. */
export const FONTS =
  "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif";

/** Rules for a chart, which take the colours of the reader's scheme. */
export const chartStyle: string = [
  `.cutedl-chart text{font-family:${FONTS};font-size:12px}`,
  ".cutedl-chart .title{font-size:16px;font-weight:600}",
  ".cutedl-chart .panel{font-size:13px;font-weight:600}",
  ".cutedl-chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}",
  ".cutedl-chart .best{font-weight:600;stroke-width:4;stroke-linejoin:round;paint-order:stroke}",
  ".cutedl-chart .mark{stroke-width:2}",
  ".cutedl-chart .ring{fill:none;stroke-width:1.5}",
  rules(light),
  `@media (prefers-color-scheme:dark){${rules(dark)}}`,
].join("");

function rules(palette: Palette): string {
  const { surface, text, muted, grid } = palette;
  const lines = (["training", "validation"] as const).map((role) =>
    `.cutedl-chart .line.${role}{stroke:${palette[role]}}` +
    `.cutedl-chart .dot.${role}{fill:${palette[role]}}` +
    `.cutedl-chart .mark.${role}{fill:${surface};stroke:${palette[role]}}` +
    `.cutedl-chart .best.${role}{fill:${palette[role]};stroke:${surface}}`
  );
  return `.cutedl-chart .surface{fill:${surface}}` +
    `.cutedl-chart text{fill:${text}}` +
    `.cutedl-chart .muted{fill:${muted}}` +
    `.cutedl-chart .grid{stroke:${grid}}` +
    `.cutedl-chart .axis,.cutedl-chart .ring{stroke:${muted}}${lines.join("")}`;
}
