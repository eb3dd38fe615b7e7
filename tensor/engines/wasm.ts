import { plainKernels, relaxedKernels } from "./_kernels.ts";
import type { KernelExports } from "./_kernel_exports.ts";
import { EngineMemory } from "./_memory.ts";
import { Staging } from "./_staging.ts";
import type {
  Activation,
  ActivationSettings,
  Engine,
  GatherSize,
  MatmulSize,
  MatrixSize,
  SparseMatrix,
} from "./engine.ts";

/** Options for {@linkcode WasmEngine}. */
export interface WasmEngineOptions {
  /**
   * Whether to use relaxed SIMD, whose fused multiply-add rounds once instead
   * of twice; by default wherever the runtime has it.
   */
  relaxedSimd?: boolean;
}

/** The numbers that `tensor/assembly/f32_activation.ts` gives them. */
const activationKinds: Record<Activation, number> = {
  linear: 0,
  relu: 1,
  leakyRelu: 2,
  sigmoid: 3,
  tanh: 4,
  gelu: 5,
  softplus: 6,
};

/**
 * The WebAssembly engine: SIMD kernels over a shared memory that grows.
 *
 * Arrays that it allocated are computed on in place; others are copied in and
 * out. {@linkcode loadEngine} gives the one that a program usually wants.
 *
 * @example Without fused multiply-add, as on a runtime that lacks it
 * ```ts
 * import { WasmEngine } from "@cutedl/tensor/engine";
 * import { assertEquals } from "@std/assert";
 *
 * const engine = new WasmEngine({ relaxedSimd: false });
 * assertEquals(engine.description, "wasm, SIMD");
 * ```
 */
export class WasmEngine implements Engine {
  /** Always `"wasm"`. */
  readonly name = "wasm";
  /** Which SIMD the kernels use. */
  readonly description: string;
  readonly #kernels: KernelExports;
  readonly #memory: EngineMemory;
  readonly #staging: Staging;
  #touched = 0; // keeps reads for their effect on the caches alive

  /**
   * Compiles the kernels.
   *
   * @param options Which SIMD to use.
   * @throws {Error} If WebAssembly, or the SIMD asked for, does not run here.
   */
  constructor(options: WasmEngineOptions = {}) {
    const { module, relaxed } = compile(options.relaxedSimd);
    this.description = relaxed ? "wasm, relaxed SIMD" : "wasm, SIMD";
    this.#memory = new EngineMemory(KERNEL_DATA);
    const { exports } = new WebAssembly.Instance(module, {
      env: { memory: this.#memory.memory },
    });
    this.#kernels = exports as unknown as KernelExports;
    this.#staging = new Staging(this.#memory);
  }

  /** Bytes that arrays hold in the shared memory. */
  get bytesInUse(): number {
    return this.#memory.bytesInUse;
  }

  /**
   * Allocates zeros in the shared memory, or an ordinary array when it is full.
   *
   * @param length Number of elements.
   * @returns The array.
   */
  allocate(length: number): Float32Array {
    return this.#memory.allocate(length) ?? new Float32Array(length);
  }

  /** Matrix product; see {@linkcode Engine.matmul}. */
  matmul(
    a: Float32Array | SparseMatrix,
    b: Float32Array,
    outputs: Float32Array,
    size: MatmulSize,
  ): void {
    const { m, k, n, transposeA = false, transposeB = false } = size;
    if ("lists" in a) {
      if (this.#staging.holds(a.lists)) {
        return this.#matmulSparse(a, b, outputs, size);
      }
      a = a.dense; // listed by another engine
    }
    const scratch = this.#staging.scratch(
      this.#kernels.f32_gemm_scratch(m, n, k),
    );
    const to = this.#staging.place(outputs);
    this.#kernels.f32_gemm(
      this.#staging.input(a),
      this.#staging.input(b),
      to,
      m,
      n,
      k,
      transposeA,
      transposeB,
      scratch,
    );
    this.#staging.finish(outputs, to);
  }

  #matmulSparse(
    { lists }: SparseMatrix,
    b: Float32Array,
    outputs: Float32Array,
    { m, k, n, transposeA = false }: MatmulSize,
  ): void {
    const [rows, columns] = transposeA ? [k, m] : [m, k];
    const to = this.#staging.place(outputs);
    this.#kernels.f32_sparse_gemm(
      lists.byteOffset,
      rows,
      columns,
      listsLimit(rows, columns),
      this.#staging.input(b),
      to,
      n,
      transposeA,
    );
    this.#staging.finish(outputs, to);
  }

  /** Tells whether a matrix is sparse; see {@linkcode Engine.isSparse}. */
  isSparse(inputs: Float32Array, { m, k, n }: MatmulSize): boolean {
    if (n < FEWEST_COLUMNS || m < FEWEST_ROWS) return false;
    if (m * k > MOST_ELEMENTS || !this.#staging.holds(inputs)) return false;
    const limit = listsLimit(m, k);
    return this.#kernels.f32_is_sparse(inputs.byteOffset, m, k, limit) !== 0;
  }

  /** Room for lists; see {@linkcode Engine.listsLength}. */
  listsLength({ rows, columns }: MatrixSize): number {
    const limit = listsLimit(rows, columns);
    return this.#kernels.f32_sparse_length(rows, columns, limit);
  }

  /** Lists nonzero elements; see {@linkcode Engine.compress}. */
  compress(
    inputs: Float32Array,
    lists: Float32Array,
    { rows, columns }: MatrixSize,
  ): SparseMatrix | undefined {
    if (!this.#staging.holds(lists)) return undefined;
    this.#kernels.f32_sparse_build(
      inputs.byteOffset,
      rows,
      columns,
      listsLimit(rows, columns),
      lists.byteOffset,
    );
    return { dense: inputs, lists };
  }

  /** Adds a bias to every row; see {@linkcode Engine.addBias}. */
  addBias(
    inputs: Float32Array,
    bias: Float32Array,
    outputs: Float32Array,
    size: MatrixSize,
  ): void {
    const { rows, columns } = size;
    const to = this.#staging.place(outputs);
    this.#kernels.f32_add_bias(
      this.#staging.input(inputs),
      this.#staging.input(bias),
      to,
      rows,
      columns,
    );
    this.#staging.finish(outputs, to);
  }

  /** Applies an activation; see {@linkcode Engine.activate}. */
  activate(
    inputs: Float32Array,
    outputs: Float32Array,
    settings: ActivationSettings,
  ): void {
    const { activation, negativeSlope = 0 } = settings;
    const to = this.#staging.place(outputs);
    this.#kernels.f32_activation(
      activationKinds[activation],
      this.#staging.input(inputs),
      to,
      outputs.length,
      negativeSlope,
    );
    this.#staging.finish(outputs, to);
  }

  /** Gradient of an activation; see {@linkcode Engine.activationGradient}. */
  activationGradient(
    saved: Float32Array,
    gradient: Float32Array,
    outputs: Float32Array,
    settings: ActivationSettings,
  ): void {
    const { activation, negativeSlope = 0 } = settings;
    const to = this.#staging.place(outputs);
    this.#kernels.f32_activation_gradient(
      activationKinds[activation],
      this.#staging.input(saved),
      this.#staging.input(gradient),
      to,
      outputs.length,
      negativeSlope,
    );
    this.#staging.finish(outputs, to);
  }

  /** Sums over the rows; see {@linkcode Engine.sumRows}. */
  sumRows(
    inputs: Float32Array,
    outputs: Float32Array,
    size: MatrixSize,
  ): void {
    const { rows, columns } = size;
    const to = this.#staging.place(outputs);
    this.#kernels.f32_sum_rows(this.#staging.input(inputs), to, rows, columns);
    this.#staging.finish(outputs, to);
  }

  /** Softmax of every row; see {@linkcode Engine.softmax}. */
  softmax(
    inputs: Float32Array,
    outputs: Float32Array,
    size: MatrixSize,
  ): void {
    const { rows, columns } = size;
    const to = this.#staging.place(outputs);
    this.#kernels.f32_softmax(this.#staging.input(inputs), to, rows, columns);
    this.#staging.finish(outputs, to);
  }

  /** Gradient of softmax; see {@linkcode Engine.softmaxGradient}. */
  softmaxGradient(
    probabilities: Float32Array,
    gradient: Float32Array,
    outputs: Float32Array,
    size: MatrixSize,
  ): void {
    const { rows, columns } = size;
    const to = this.#staging.place(outputs);
    this.#kernels.f32_softmax_gradient(
      this.#staging.input(probabilities),
      this.#staging.input(gradient),
      to,
      rows,
      columns,
    );
    this.#staging.finish(outputs, to);
  }

  /** Softmax cross-entropy and its gradient; see {@linkcode Engine.softmaxCrossentropy}. */
  softmaxCrossentropy(
    logits: Float32Array,
    targets: Float32Array,
    gradient: Float32Array,
    size: MatrixSize,
  ): number {
    const { rows, columns } = size;
    const to = this.#staging.place(gradient);
    const sum = this.#kernels.f32_softmax_crossentropy(
      this.#staging.input(logits),
      this.#staging.input(targets),
      to,
      rows,
      columns,
    );
    this.#staging.finish(gradient, to);
    return sum;
  }

  /** Softmax cross-entropy against labels, and its gradient; see {@linkcode Engine.sparseSoftmaxCrossentropy}. */
  sparseSoftmaxCrossentropy(
    logits: Float32Array,
    labels: Float32Array,
    gradient: Float32Array,
    size: MatrixSize,
  ): number {
    const { rows, columns } = size;
    const to = this.#staging.place(gradient);
    const sum = this.#kernels.f32_sparse_softmax_crossentropy(
      this.#staging.input(logits),
      this.#staging.input(labels),
      to,
      rows,
      columns,
    );
    this.#staging.finish(gradient, to);
    return sum;
  }

  /** Sigmoid cross-entropy and its gradient; see {@linkcode Engine.sigmoidCrossentropy}. */
  sigmoidCrossentropy(
    logits: Float32Array,
    targets: Float32Array,
    gradient: Float32Array,
    size: MatrixSize,
  ): number {
    const { rows, columns } = size;
    const to = this.#staging.place(gradient);
    const sum = this.#kernels.f32_sigmoid_crossentropy(
      this.#staging.input(logits),
      this.#staging.input(targets),
      to,
      rows * columns,
      rows,
    );
    this.#staging.finish(gradient, to);
    return sum;
  }

  /** Tells whether every element is finite; see {@linkcode Engine.allFinite}. */
  allFinite(values: Float32Array): boolean {
    const from = this.#staging.input(values);
    const finite = this.#kernels.f32_all_finite(from, values.length) !== 0;
    this.#staging.release();
    return finite;
  }

  /** One step down a gradient; see {@linkcode Engine.descend}. */
  descend(
    value: Float32Array,
    gradient: Float32Array,
    learningRate: number,
  ): void {
    const w = this.#staging.input(value);
    const g = this.#staging.input(gradient);
    this.#kernels.f32_descend(w, g, value.length, learningRate);
    this.#staging.finish(value, w);
  }

  /** Gathers rows of bytes and scales them; see {@linkcode Engine.gatherPixels}. */
  gatherPixels(
    pixels: Uint8Array,
    indices: Uint32Array,
    outputs: Float32Array,
    size: GatherSize,
  ): void {
    const { rowLength, scale } = size;
    const staged = this.#staging.scratch(outputs.length);
    const bytes = this.#staging.bytes;
    this.#touched = touchRows(pixels, indices, rowLength);
    for (let row = 0; row < indices.length; row++) {
      const start = indices[row]! * rowLength;
      bytes.set(
        pixels.subarray(start, start + rowLength),
        staged + row * rowLength,
      );
    }
    const to = this.#staging.place(outputs);
    this.#kernels.u8_scale(staged, to, outputs.length, scale);
    this.#staging.finish(outputs, to);
  }
}

// From here on two products by lists, and the lists, cost less than two dense
// ones (`deno bench tensor/engines/sparse_bench.ts`).
const HIGHEST_DENSITY = 0.35;
const FEWEST_COLUMNS = 24;
const FEWEST_ROWS = 8;
const MOST_ELEMENTS = 2 ** 26; // of a matrix whose lists are wanted

/** Most nonzero elements of a matrix that is compressed. */
function listsLimit(rows: number, columns: number): number {
  return Math.floor(rows * columns * HIGHEST_DENSITY);
}

const CACHE_LINE = 64; // bytes

/**
 * Reads a byte of each cache line of some rows. Rows in random order come from
 * main memory; asked for at once, they arrive together.
 */
function touchRows(
  pixels: Uint8Array,
  indices: Uint32Array,
  rowLength: number,
): number {
  let bits = 0;
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * rowLength;
    const end = start + rowLength;
    for (let at = start; at < end; at += CACHE_LINE) bits |= pixels[at]!;
  }
  return bits;
}

const KERNEL_DATA = 65536; // bytes at the start that the kernels' tables take

/** Compiles the kernels, those with relaxed SIMD first unless it is refused. */
function compile(
  relaxedSimd?: boolean,
): { module: WebAssembly.Module; relaxed: boolean } {
  if (relaxedSimd !== false) {
    try {
      return { module: compileBytes(relaxedKernels), relaxed: true };
    } catch (error) {
      if (relaxedSimd) throw unsupported("relaxed SIMD", error);
    }
  }
  try {
    return { module: compileBytes(plainKernels), relaxed: false };
  } catch (error) {
    throw unsupported("SIMD and threads", error);
  }
}

function compileBytes(base64: string): WebAssembly.Module {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new WebAssembly.Module(bytes);
}

function unsupported(features: string, cause: unknown): Error {
  return new Error(
    `Cannot load the wasm engine: expected a runtime with WebAssembly, ` +
      `${features}, received one without: use the engine "reference"`,
    { cause },
  );
}
