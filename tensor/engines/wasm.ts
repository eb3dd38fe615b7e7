import { allocate } from "../_allocate.ts";
import { chooseThreads } from "./_choose_threads.ts";
import { compileKernels, KERNEL_DATA } from "./_compile_kernels.ts";
import type { KernelExports } from "./_kernel_exports.ts";
import { EngineMemory } from "./_memory.ts";
import { Staging } from "./_staging.ts";
import { Threads } from "./_threads.ts";
import { wasmDropouts } from "./_wasm_dropouts.ts";
import { wasmElements } from "./_wasm_elements.ts";
import { wasmLosses } from "./_wasm_losses.ts";
import { wasmNormalizations } from "./_wasm_normalizations.ts";
import { wasmPixels } from "./_wasm_pixels.ts";
import { wasmProducts } from "./_wasm_products.ts";
import { wasmRows } from "./_wasm_rows.ts";
import { wasmUpdates } from "./_wasm_updates.ts";
import type { Engine } from "./engine.ts";

/** Options for {@linkcode WasmEngine}. */
export interface WasmEngineOptions {
  /**
   * Whether to use relaxed SIMD, whose fused multiply-add rounds once instead
   * of twice; by default wherever the runtime has it.
   */
  relaxedSimd?: boolean;
  /**
   * Threads that share large products; by default as many as the machine has
   * processors, at most 4. Others than that of the caller start when a product
   * is large enough, and leave after ten seconds without one. Results are the
   * same bytes for any number.
   */
  threads?: number;
}

/**
 * The WebAssembly engine: SIMD kernels over a shared memory.
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
  /** `"wasm"`. */
  readonly name: string = "wasm";
  /** Which SIMD the kernels use. */
  readonly description: string;
  /** Threads that share large products. */
  readonly threads: number;
  /** Matrix product; see {@linkcode Engine.matmul}. */
  readonly matmul: Engine["matmul"];
  /** Sums over the rows; see {@linkcode Engine.sumRows}. */
  readonly sumRows: Engine["sumRows"];
  /** Softmax of every row; see {@linkcode Engine.softmax}. */
  readonly softmax: Engine["softmax"];
  /** Gradient of softmax; see {@linkcode Engine.softmaxGradient}. */
  readonly softmaxGradient: Engine["softmaxGradient"];
  /** Softmax cross-entropy and its gradient; see {@linkcode Engine.softmaxCrossentropy}. */
  readonly softmaxCrossentropy: Engine["softmaxCrossentropy"];
  /** Softmax cross-entropy against labels, and its gradient; see {@linkcode Engine.sparseSoftmaxCrossentropy}. */
  readonly sparseSoftmaxCrossentropy: Engine["sparseSoftmaxCrossentropy"];
  /** Sigmoid cross-entropy and its gradient; see {@linkcode Engine.sigmoidCrossentropy}. */
  readonly sigmoidCrossentropy: Engine["sigmoidCrossentropy"];
  /** Adds a bias, applies an activation; see {@linkcode Engine.activate}. */
  readonly activate: Engine["activate"];
  /** Gradient of an activation; see {@linkcode Engine.activationGradient}. */
  readonly activationGradient: Engine["activationGradient"];
  /** Mean and variance of rows or columns; see {@linkcode Normalizations.moments}. */
  readonly moments: Engine["moments"];
  /** Normalizes rows or columns; see {@linkcode Normalizations.normalize}. */
  readonly normalize: Engine["normalize"];
  /** Gradient of a normalization; see {@linkcode Normalizations.normalizeGradient}. */
  readonly normalizeGradient: Engine["normalizeGradient"];
  /** Drops elements at random; see {@linkcode Dropouts.dropout}. */
  readonly dropout: Engine["dropout"];
  /** Tells whether all elements are finite; see {@linkcode Engine.allFinite}. */
  readonly allFinite: Engine["allFinite"];
  /** Gathers rows of bytes and scales them; see {@linkcode Engine.gatherPixels}. */
  readonly gatherPixels: Engine["gatherPixels"];
  /** Lists of nonzero pixels; see {@linkcode Engine.listPixels}. */
  readonly listPixels: Engine["listPixels"];
  /** One step of gradient descent; see {@linkcode Updates.descend}. */
  readonly descend: Engine["descend"];
  /** One step with momentum; see {@linkcode Updates.momentum}. */
  readonly momentum: Engine["momentum"];
  /** One step of Adagrad; see {@linkcode Updates.adagrad}. */
  readonly adagrad: Engine["adagrad"];
  /** One step of RMSProp; see {@linkcode Updates.rmsProp}. */
  readonly rmsProp: Engine["rmsProp"];
  /** One step of Adadelta; see {@linkcode Updates.adadelta}. */
  readonly adadelta: Engine["adadelta"];
  /** One step of Adam; see {@linkcode Updates.adam}. */
  readonly adam: Engine["adam"];
  /** Sum of squares; see {@linkcode Updates.sumSquares}. */
  readonly sumSquares: Engine["sumSquares"];
  readonly #memory: EngineMemory;

  /**
   * Compiles the kernels.
   *
   * @param options Which SIMD to use.
   * @throws {Error} If WebAssembly, or the SIMD asked for, does not run here.
   * @throws {RangeError} If `threads` is not a whole number from 1 to 32.
   */
  constructor(options: WasmEngineOptions = {}) {
    const threads = this.threads = chooseThreads(options.threads);
    this.#memory = new EngineMemory(KERNEL_DATA);
    const { module, relaxed } = compileKernels(
      this.#memory.pages,
      options.relaxedSimd,
    );
    this.description = relaxed ? "wasm, relaxed SIMD" : "wasm, SIMD";
    const { exports } = new WebAssembly.Instance(module, {
      env: { memory: this.#memory.memory },
    });
    const kernels = exports as unknown as KernelExports;
    const memory = this.#memory;
    const context = {
      kernels,
      memory,
      staging: new Staging(memory),
      threads: new Threads(threads, { module, memory, kernels }),
    };
    ({ matmul: this.matmul } = wasmProducts(context));
    ({
      sumRows: this.sumRows,
      softmax: this.softmax,
      softmaxGradient: this.softmaxGradient,
    } = wasmRows(context));
    ({
      softmaxCrossentropy: this.softmaxCrossentropy,
      sparseSoftmaxCrossentropy: this.sparseSoftmaxCrossentropy,
      sigmoidCrossentropy: this.sigmoidCrossentropy,
    } = wasmLosses(context));
    ({
      moments: this.moments,
      normalize: this.normalize,
      normalizeGradient: this.normalizeGradient,
    } = wasmNormalizations(context));
    ({ dropout: this.dropout } = wasmDropouts(context));
    ({
      activate: this.activate,
      activationGradient: this.activationGradient,
      allFinite: this.allFinite,
      gatherPixels: this.gatherPixels,
    } = wasmElements(context));
    ({ listPixels: this.listPixels } = wasmPixels(context));
    ({
      descend: this.descend,
      momentum: this.momentum,
      adagrad: this.adagrad,
      rmsProp: this.rmsProp,
      adadelta: this.adadelta,
      adam: this.adam,
      sumSquares: this.sumSquares,
    } = wasmUpdates(context));
  }

  /** Bytes in use in the shared memory; see {@linkcode Engine.bytesInUse}. */
  get bytesInUse(): number {
    return this.#memory.bytesInUse;
  }

  /**
   * Allocates zeros in the shared memory, of which arrays take 512 MiB at most,
   * or an ordinary array; see {@linkcode Engine.allocate}.
   *
   * @param length Number of elements.
   * @returns The array.
   */
  allocate(length: number): Float32Array {
    return this.#memory.allocate(length) ??
      allocate(Float32Array, length, "allocate an array");
  }
}
