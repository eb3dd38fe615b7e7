import type { Source, TrainRequest } from "./messages.ts";

/** The first network: as good as two seconds make it. */
export const FIRST: TrainRequest = {
  source: "synthetic",
  count: 10_000,
  epochs: 8,
  seed: 1,
};

/** What the button trains on, and how long. */
export const SETTINGS: Readonly<
  Record<Source, Pick<TrainRequest, "count" | "epochs">>
> = {
  synthetic: { count: 30_000, epochs: 12 },
  mnist: { count: 60_000, epochs: 6 },
};
