import { dark, FONTS, light } from "../charts/_style.ts";

/** Rules for the page of a report. */
export const pageStyle: string = `
:root{${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.5 ${FONTS}}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
p{margin:.25rem 0}
.muted,figcaption small,caption{color:var(--muted)}
.card{background:var(--surface);border:1px solid var(--grid);border-radius:8px;padding:.75rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.5rem;margin:1rem 0 0}
.tiles dt{color:var(--muted);font-size:.85rem}
.tiles dd{margin:0}
.tiles b{font-size:1.35rem;line-height:1.3;display:block}
.tiles small{color:var(--muted)}
.chart svg{display:block;width:100%;height:auto}
.chart .medium,.chart .narrow{display:none}
@media (max-width:52rem){.chart .wide{display:none}.chart .medium{display:block}}
@media (max-width:30rem){.chart .medium{display:none}.chart .narrow{display:block}}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--training)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.35rem}
th,td{padding:.25rem .6rem;text-align:left}
thead th{border-bottom:1px solid var(--grid)}
tfoot tr:first-child>*{border-top:1px solid var(--grid)}
th{font-weight:600}
.settings th{font-weight:400;color:var(--muted);padding-left:0;white-space:nowrap;vertical-align:top}
.settings td{overflow-wrap:anywhere}
.confusion{font-size:.82rem}
.confusion th,.confusion td{text-align:right;padding:.25rem .3rem;min-width:2.7rem}
@media (max-width:40rem){.confusion{font-size:.75rem}.confusion th,.confusion td{padding:.2rem .15rem;min-width:0}}
.confusion td{border:1px solid var(--surface)}
.confusion td.zero{color:var(--muted)}
.confusion .right{background:color-mix(in srgb,var(--training) calc(var(--share)*100%),transparent)}
.confusion .wrong{background:color-mix(in srgb,var(--validation) calc(var(--share)*100%),transparent)}
.confusion .strong{color:var(--surface)}
.mistakes{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(5.4rem,1fr));gap:.5rem}
.mistakes .card{padding:.6rem .25rem}
.mistakes figure{margin:0;text-align:center;overflow-wrap:anywhere}
.mistakes img{display:block;margin:0 auto .35rem;border-radius:3px}
.mistakes figcaption{font-size:.85rem;line-height:1.3}
`.trim();

function variables(palette: Readonly<Record<string, string>>): string {
  const colours = Object.entries(palette).map(([name, colour]) =>
    `--${name}:${colour}`
  );
  return `${
    colours.join(";")
  };--ground:color-mix(in srgb,${palette.grid} 28%,${palette.surface})`;
}
