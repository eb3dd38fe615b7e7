import type { Session } from "@cutedl/session";
import { writeReport } from "@cutedl/session/report";
import type { Digits } from "./_mnist_data.ts";
import type { MnistOptions } from "./_mnist_options.ts";

export { assertReportPath } from "@cutedl/session/report";

/** A run that is over. */
export interface Run {
  session: Session;
  digits: Digits;
  /** Epoch whose weights the model has. */
  bestEpoch: number | undefined;
}

/** Writes the report of a run, and says so. */
export async function reportRun(
  path: string,
  { session, digits, bestEpoch }: Run,
  options: MnistOptions,
): Promise<void> {
  const { dataset, source, train, test } = digits;
  const { batchSize, dropout, schedule, seed } = options;
  const images = `${train.size.toLocaleString("en")} images to train on, ` +
    `${test.size.toLocaleString("en")} to test on`;
  await writeReport(session.history, path, {
    title: dataset === "mnist" ? "MNIST" : "Synthetic digits",
    session,
    data: test,
    settings: {
      data: `${images}, from ${source}`,
      "batch size": batchSize,
      ...dropout > 0 && { dropout },
      schedule,
      seed,
      ...bestEpoch !== undefined && { weights: `of epoch ${bestEpoch}` },
    },
  });
  console.log(`Wrote ${path}`);
}
