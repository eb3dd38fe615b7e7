import type {
  Engine,
  Epilogue,
  PixelRows,
  SparseMatrix,
} from "@cutedl/tensor/engine";

/** What a call of a kernel takes, whoever computes it. */
export interface Cost {
  /** Bytes that are read and written, each array once. */
  readonly bytes: number;
  /** Multiplications and additions of floats. */
  readonly flops: number;
}

/** Names of the functions of an engine. */
export type Kernel = {
  [Name in keyof Engine]: Engine[Name] extends (...args: never) => unknown
    ? Name
    : never;
}[keyof Engine];

type Costs =
  & {
    [Name in Kernel]?: (...args: Parameters<Engine[Name]>) => Cost;
  }
  & { "listPixels.batch": (...args: Parameters<PixelRows["batch"]>) => Cost };

const FLOAT = 4; // bytes, also of an entry of a list

const nothing: Epilogue = { activation: "linear" };

/** Costs of the kernels of a training step. */
const costs: Costs = {
  matmul: (a, b, outputs, { m, k, n }, { bias } = nothing) => {
    const terms = "lists" in a ? countNonzeros(a) : m * k;
    const own = bias?.length ?? 0;
    const bytes = FLOAT * (terms + b.length + own + outputs.length);
    return { bytes, flops: 2 * terms * n + m * own };
  },
  // where each row's list starts and ends
  "listPixels.batch": (indices) => ({
    bytes: 3 * FLOAT * indices.length,
    flops: 0,
  }),
  sumRows: (inputs, outputs) => ({
    bytes: FLOAT * (inputs.length + outputs.length),
    flops: inputs.length,
  }),
  activationGradient: (saved, gradient, outputs, _settings, sums) => ({
    bytes: saved.byteLength + gradient.byteLength + outputs.byteLength +
      (sums?.byteLength ?? 0),
    flops: (sums === undefined ? 1 : 2) * outputs.length,
  }),
  allFinite: (arrays) => ({
    bytes: arrays.reduce((sum, { byteLength }) => sum + byteLength, 0),
    flops: 0,
  }),
  descend: (value) => ({
    bytes: 3 * FLOAT * value.length,
    flops: 2 * value.length,
  }),
  gatherPixels: (_pixels, _indices, outputs) => ({
    bytes: (1 + FLOAT) * outputs.length,
    flops: outputs.length,
  }),
};

/**
 * What a call takes. Of kernels that are not listed, the arrays that they are
 * given are counted once each, and no arithmetic.
 */
export function costOf(name: string, args: readonly unknown[]): Cost {
  const known = costs[name as keyof Costs] as
    | ((...args: unknown[]) => Cost)
    | undefined;
  if (known !== undefined) return known(...args);
  const arrays = args.filter((arg) => ArrayBuffer.isView(arg));
  const bytes = arrays.reduce((sum, array) => sum + array.byteLength, 0);
  return { bytes, flops: 0 };
}

/** A kernel's name; of a product, with its sizes and form. */
export function labelOf(name: string, args: readonly unknown[]): string {
  if (name !== "matmul") return name;
  const [a, , , size, { bias, activation } = nothing] = args as Parameters<
    Engine["matmul"]
  >;
  const { m, k, n, transposeA = false, transposeB = false } = size;
  const notes = [
    transposeA ? ", a transposed" : "",
    transposeB ? ", b transposed" : "",
    "lists" in a ? ", nonzeros of a" : "",
    bias === undefined ? "" : ", bias",
    activation === "linear" ? "" : `, ${activation}`,
  ];
  return `matmul [${m}, ${k}] × [${k}, ${n}]${notes.join("")}`;
}

function countNonzeros({ dense }: Pick<SparseMatrix, "dense">): number {
  let count = 0;
  for (let i = 0; i < dense.length; i++) if (dense[i] !== 0) count++;
  return count;
}
