import { callbacks } from "./callbacks.ts";
import { datasets } from "./datasets.ts";
import { engines } from "./engines.ts";
import { files } from "./files.ts";
import { kernels } from "./kernels.ts";
import { layers } from "./layers.ts";
import { learning } from "./learning.ts";
import { metrics } from "./metrics.ts";
import type { Mutant } from "./mutant.ts";
import { session } from "./session.ts";
import { tensor } from "./tensor.ts";

/** The faults that `deno task mutants` plants. */
export const MUTANTS: readonly Mutant[] = [
  ...tensor,
  ...engines,
  ...files,
  ...kernels,
  ...learning,
  ...layers,
  ...datasets,
  ...session,
  ...metrics,
  ...callbacks,
].flatMap(({ faults, ...place }) =>
  faults.map((fault) => ({ ...place, ...fault }))
);
