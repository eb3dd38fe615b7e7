import type { Dataset } from "@cutedl/datasets";
import type { Session } from "../session.ts";

/** Options for {@linkcode writeReport}. */
export interface ReportOptions {
  /** Title of the report; default `Training run`. */
  title?: string;
  /** The session that trained: the report tells its model and settings. */
  session?: Session;
  /**
   * Examples for a confusion matrix and the worst mistakes, such as those of the
   * test; with a session alone, whose loss is one for classes.
   */
  data?: Dataset;
  /** Names of the classes, in order; default their numbers. */
  classes?: readonly string[];
  /**
   * Height and width of one input, if it is an image; default what the shape of
   * the inputs says, `[height, width]`, `[height, width, 1]` or a flat square of
   * at least 8 × 8, where all values are from 0 (black) to 1 (white).
   */
  imageShape?: readonly [height: number, width: number];
  /** Other settings to list, by name. */
  settings?: Readonly<Record<string, string | number | boolean>>;
}
