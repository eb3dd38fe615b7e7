import type {
  Affine,
  GroupedSize,
  Moments,
  NormalizationGradients,
  NormalizationPass,
  NormalizationSize,
} from "../engines/normalization.ts";

/** Plain mean and variance of each group. */
export function moments(
  inputs: Float32Array,
  { mean, variance }: Moments,
  size: GroupedSize,
): void {
  const means = groupMeans(size, (i) => inputs[i]!);
  mean.set(means);
  variance.set(
    groupMeans(size, (i, group) => (inputs[i]! - means[group]!) ** 2),
  );
}

/** Plain normalization of each group, scale and offset of each column. */
export function normalize(
  inputs: Float32Array,
  { mean, variance }: Moments,
  { gamma, beta }: Affine,
  outputs: Float32Array,
  size: NormalizationSize,
): void {
  each(size, (i, group, column) => {
    const deviation = Math.sqrt(variance[group]! + size.epsilon);
    const normalized = (inputs[i]! - mean[group]!) / deviation;
    outputs[i] = normalized * gamma[column]! + beta[column]!;
  });
}

/** Plain gradients of a normalization, of its scale and of its offset. */
export function normalizeGradient(
  { inputs, moments: { mean, variance }, gamma }: NormalizationPass,
  gradient: Float32Array,
  outputs: NormalizationGradients,
  size: NormalizationSize,
): void {
  const deviation = Float64Array.from(
    variance,
    (variance) => Math.sqrt(variance + size.epsilon),
  );
  const normalized = (i: number, group: number): number =>
    (inputs[i]! - mean[group]!) / deviation[group]!;
  const scaled = (i: number, column: number): number =>
    gradient[i]! * gamma[column]!;

  const [gammaSums, betaSums] = [0, 1].map(() =>
    new Float64Array(size.columns)
  ) as [Float64Array, Float64Array];
  each(size, (i, group, column) => {
    gammaSums[column]! += gradient[i]! * normalized(i, group);
    betaSums[column]! += gradient[i]!;
  });
  outputs.gamma.set(gammaSums);
  outputs.beta.set(betaSums);

  if (outputs.inputs === undefined) return;
  const result = outputs.inputs;
  const means = groupMeans(size, (i, _group, column) => scaled(i, column));
  const products = groupMeans(
    size,
    (i, group, column) => scaled(i, column) * normalized(i, group),
  );
  each(size, (i, group, column) => {
    const change = means[group]! + normalized(i, group) * products[group]!;
    result[i] = (scaled(i, column) - change) / deviation[group]!;
  });
}

/** What is done with an element: its index, its group, its column. */
type Visit<Result> = (i: number, group: number, column: number) => Result;

function each(
  { rows, columns, groups }: GroupedSize,
  visit: Visit<void>,
): void {
  for (let i = 0; i < rows * columns; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    visit(i, groups === "rows" ? row : column, column);
  }
}

/** Mean of a value over the elements of each group, in float64. */
function groupMeans(size: GroupedSize, value: Visit<number>): Float64Array {
  const { rows, columns, groups } = size;
  const [count, length] = groups === "rows" ? [rows, columns] : [columns, rows];
  const sums = new Float64Array(count);
  each(size, (i, group, column) => {
    sums[group]! += value(i, group, column);
  });
  return sums.map((sum) => sum / length);
}
