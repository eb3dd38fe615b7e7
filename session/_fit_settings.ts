import type { Dataset } from "@cutedl/datasets";
import { ShapeError } from "@cutedl/tensor";
import { assertDataset } from "./_assert_kind.ts";
import { describe } from "./_describe.ts";
import { assertWhole } from "./_options.ts";
import type { Callback } from "./callbacks/callback.ts";
import type { FitOptions } from "./fit_options.ts";

/** Options for `Session.fit`, checked, with their defaults. */
export interface FitSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly classWeights: readonly number[] | undefined;
  readonly callbacks: readonly Callback[];
  readonly signal: AbortSignal | undefined;
  readonly validation: ValidationSettings | undefined;
  /** Whether to take up an interrupted fit, if that was said. */
  readonly resume: boolean | undefined;
}

/** How to validate during a fit. */
export interface ValidationSettings {
  readonly data: Dataset;
  /** Epochs or steps between validations; the other is infinite. */
  readonly every: { readonly epochs: number; readonly steps: number };
  readonly batchSize: number;
  readonly batches: number | undefined;
}

const VALIDATION_BATCH = 256; // as evaluate takes by default

/** Checks options and fills in defaults. */
export function readFitSettings(
  data: Dataset,
  options: FitOptions,
): FitSettings {
  const {
    epochs = 1,
    batchSize = 32,
    shuffle = true,
    classWeights,
    callbacks = [],
    signal,
    resume,
  } = options;
  assertDataset(data, { action: "fit", name: "data" });
  assertWhole("fit", "epochs", epochs, 1);
  assertWhole("fit", "batchSize", batchSize, 1);
  if (!Array.isArray(callbacks)) {
    throw new TypeError(
      "Cannot fit: expected callbacks to be an array, received " +
        `${describe(callbacks)}: put a single one in one, as in [callback]`,
    );
  }
  const validation = readValidation(data, batchSize, options);
  return {
    epochs,
    batchSize,
    shuffle,
    classWeights,
    callbacks,
    signal,
    validation,
    resume,
  };
}

function readValidation(
  data: Dataset,
  batchSize: number,
  options: FitOptions,
): ValidationSettings | undefined {
  const { validation, validateEvery, validationBatches: batches } = options;
  if (validation === undefined) {
    const needless = validateEvery !== undefined
      ? "validateEvery"
      : batches !== undefined
      ? "validationBatches"
      : undefined;
    if (needless === undefined) return undefined;
    throw new TypeError(
      `Cannot fit: expected ${needless} together with validation, received ` +
        "no validation: give the data to validate on as validation",
    );
  }
  assertDataset(validation, { action: "fit", name: "validation" });
  for (const key of ["inputShape", "targetShape"] as const) {
    if (String(validation[key]) === String(data[key])) continue;
    throw new ShapeError({
      action: "fit",
      name: `validation data with ${key}`,
      expected: data[key],
      received: validation[key],
      remedy: "make both datasets alike",
    });
  }
  if (batches !== undefined) {
    assertWhole("fit", "validationBatches", batches, 1);
  }
  return {
    data: validation,
    every: readSchedule(validateEvery ?? { epochs: 1 }),
    batches,
    batchSize: batches === undefined
      ? Math.max(batchSize, VALIDATION_BATCH)
      : batchSize,
  };
}

function readSchedule(
  schedule: { epochs?: number; steps?: number },
): { epochs: number; steps: number } {
  const given = Object.entries(schedule)
    .filter(([, value]) => value !== undefined);
  const [name, value] = given[0] ?? [];
  if (given.length !== 1 || (name !== "epochs" && name !== "steps")) {
    throw new TypeError(
      "Cannot fit: expected validateEvery to be { epochs } or { steps }, " +
        `received ${JSON.stringify(schedule)}`,
    );
  }
  assertWhole("fit", `validateEvery.${name}`, value!, 1);
  return { epochs: Infinity, steps: Infinity, [name]: value! };
}
