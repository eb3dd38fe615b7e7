import type {
  BatchContext,
  Callback,
  FitContext,
  FitEndContext,
  RowContext,
} from "../callbacks/callback.ts";
import { historyToSvg } from "../charts/history_to_svg.ts";
import { element, escapeMarkup } from "../charts/_markup.ts";
import { notebookKernel } from "../_notebook_kernel.ts";
import { formatCount, formatSeconds, formatValue } from "../_numbers.ts";

/** What a notebook shows: content by MIME type. */
export type MediaBundle = Record<string, unknown>;

/** Options for {@linkcode NotebookProgress}. */
export interface NotebookProgressOptions {
  /**
   * Shows content, or changes what was shown under the same id; default by the
   * kernel of Deno.
   */
  display?: (content: MediaBundle, id: string, isUpdate: boolean) => unknown;
  /** Clock in milliseconds; default `performance.now`. */
  now?: () => number;
}

const INTERVAL = 250; // ms between two drawings

/**
 * Shows in a notebook how a fit goes on: a bar, the values of the moment, and
 * the curves so far, in one output that is drawn anew at most four times a
 * second.
 *
 * @example In a notebook with the kernel of Deno
 * ```ts ignore
 * import { NotebookProgress } from "@cutedl/session/report";
 *
 * await session.fit(train, {
 *   epochs: 10,
 *   validation: test,
 *   callbacks: [new NotebookProgress()],
 * });
 * ```
 */
export class NotebookProgress implements Callback {
  readonly #display: NonNullable<NotebookProgressOptions["display"]>;
  readonly #now: () => number;
  #id = "";
  #isShown = false;
  #started = 0; // times in ms
  #drawn = 0;

  /**
   * Creates a callback for one session at a time.
   *
   * @param options How to show.
   * @throws {Error} If there is neither a kernel of Deno nor another way to show.
   */
  constructor(options: NotebookProgressOptions = {}) {
    const { display = kernelDisplay(), now = () => performance.now() } =
      options;
    this.#display = display;
    this.#now = now;
  }

  /**
   * Begins a new output.
   *
   * @param context The moment.
   * @returns What showing returns.
   */
  onFitStart(context: FitContext): unknown {
    this.#id = crypto.randomUUID();
    this.#isShown = false;
    this.#started = this.#now();
    return this.#draw(context, "starting");
  }

  /**
   * Draws anew, if it is time.
   *
   * @param context The moment.
   * @returns What showing returns.
   */
  onBatchEnd(context: BatchContext): unknown {
    if (this.#now() - this.#drawn < INTERVAL) return undefined;
    return this.#draw(context, valuesOf(context.running));
  }

  /**
   * Draws anew, if it is time.
   *
   * @param context The moment, with the row.
   * @returns What showing returns.
   */
  onEpochEnd(context: RowContext): unknown {
    if (this.#now() - this.#drawn < INTERVAL) return undefined;
    return this.#draw(context, "");
  }

  /**
   * Draws the end.
   *
   * @param context The moment, with how the fit ended.
   * @returns What showing returns.
   */
  onFitEnd(context: FitEndContext): unknown {
    const seconds = formatSeconds((this.#now() - this.#started) / 1000);
    return this.#draw(context, `${context.outcome} in ${seconds}`);
  }

  #draw(context: FitContext, words: string): unknown {
    this.#drawn = this.#now();
    const { plan, session, epoch, step, batch, history } = context;
    const { firstEpoch, epochs, stepsPerEpoch } = plan;
    const done = session.epoch + 1 - firstEpoch +
      (stepsPerEpoch === undefined ? 0 : batch / stepsPerEpoch);
    const last = firstEpoch + epochs - 1;
    const line = [`epoch ${epoch}/${last}`, `step ${formatCount(step)}`, words]
      .filter((part) => part !== "").join(", ");
    const bar = element("progress", {
      max: epochs,
      value: done,
      "aria-label": "Epochs",
      style: "width:16em;vertical-align:middle",
    });
    const chart = history.rows.length === 0 ? "" : historyToSvg(history);
    const content = {
      "text/plain": line,
      "text/html": element("div", {}, `${bar} ${escapeMarkup(line)}`) + chart,
    };
    const isUpdate = this.#isShown;
    this.#isShown = true;
    return this.#display(content, this.#id, isUpdate);
  }
}

function valuesOf(running: Readonly<Record<string, number>>): string {
  return Object.entries(running)
    .map(([name, value]) => `${name} ${formatValue(value)}`).join(", ");
}

/** Shows by the kernel of Deno. */
function kernelDisplay(): NonNullable<NotebookProgressOptions["display"]> {
  const kernel = notebookKernel();
  if (kernel === undefined) {
    throw new Error(
      "Cannot show progress in a notebook: expected the kernel of Deno, " +
        "received another runtime: use ProgressBar, or give display",
    );
  }
  return (data, id, isUpdate) =>
    kernel.broadcast(isUpdate ? "update_display_data" : "display_data", {
      data,
      metadata: {},
      transient: { display_id: id },
    });
}
