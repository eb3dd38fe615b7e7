import { History, type HistoryRow } from "../history.ts";

/** A history of one row per epoch of 10 steps and half a second. */
export function historyOf(series: Record<string, number[]>): History {
  const history = new History();
  const length = Math.max(...Object.values(series).map(({ length }) => length));
  for (let i = 0; i < length; i++) {
    const values = Object.entries(series).map(([name, values]) =>
      [name, values[i]] as const
    );
    history.record({
      epoch: i + 1,
      step: 10 * (i + 1),
      seconds: (i + 1) / 2,
      ...Object.fromEntries(values),
    } as HistoryRow);
  }
  return history;
}

/** The texts of a picture or page. */
export function textsOf(markup: string): string[] {
  return [...markup.matchAll(/<text [^>]*>([^<]+)</g)].map(([, text]) => text!);
}

/** Fails unless every element is closed in its order, as XML wants it. */
export function assertBalanced(markup: string): void {
  const open: string[] = [];
  for (
    const [tag, end, name, empty] of markup.matchAll(
      /<(\/?)([\w-]+)(?:\s[\w:-]+="[^"<]*")*(\/?)>/g,
    )
  ) {
    if (end) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`${tag} closes ${expected}`);
    } else if (!empty) open.push(name!);
  }
  const rest = markup.replaceAll(/<\/?[\w-]+(?:\s[\w:-]+="[^"<]*")*\/?>/g, "");
  if (rest.includes("<") || open.length > 0) {
    throw new Error(`Not balanced: ${open.join(" ")} ${rest.slice(0, 200)}`);
  }
}
