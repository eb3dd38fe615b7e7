import type { Dataset } from "@cutedl/datasets";
import type { FitSettings } from "./_fit_settings.ts";
import { validationName } from "./_validation_name.ts";
import type { FitPlan } from "./callbacks/callback.ts";

/** Where a fit begins, or goes on. */
export interface FitStart {
  /** Epochs of the session that were completed before the fit. */
  readonly firstEpoch: number;
  /** Epochs of the session that were completed by now. */
  readonly epoch: number;
  /** Batches of the running epoch that were trained on. */
  readonly batch: number;
  /** Training steps of the session by now. */
  readonly step: number;
}

/** Tells callbacks what a fit is asked to do. */
export function planFit(
  data: Dataset,
  settings: FitSettings,
  start: FitStart & { metrics: readonly string[] },
): FitPlan {
  const { epochs, batchSize, validation } = settings;
  const stepsPerEpoch = data.size === undefined
    ? undefined
    : Math.ceil(data.size / batchSize);
  const names = ["loss", ...start.metrics];
  return {
    epochs,
    firstEpoch: start.firstEpoch + 1,
    batchSize,
    stepsPerEpoch,
    validations: countValidations(settings, start, stepsPerEpoch),
    series: validation === undefined
      ? names
      : [...names, ...names.map(validationName)],
  };
}

/** Number of validations that are to come; `undefined` if it is not known. */
function countValidations(
  { validation, epochs }: FitSettings,
  { firstEpoch, epoch, batch, step }: FitStart,
  stepsPerEpoch = NaN,
): number | undefined {
  if (validation === undefined) return 0;
  const { every } = validation;
  const epochsLeft = firstEpoch + epochs - epoch;
  if (epochsLeft <= 0) return 0;
  const count = (begin: number, length: number, every: number): number => {
    const end = begin + length;
    const regular = Math.floor(end / every) - Math.floor(begin / every);
    return end % every === 0 ? regular : regular + 1; // the last in any case
  };
  if (every.steps === Infinity) return count(epoch, epochsLeft, every.epochs);
  const stepsLeft = epochsLeft * stepsPerEpoch - batch;
  return Number.isNaN(stepsLeft)
    ? undefined
    : count(step, stepsLeft, every.steps);
}
