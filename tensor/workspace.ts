/**
 * The memory that results are put in, new or reused.
 *
 * @module
 */
import { zeros } from "./creation.ts";
import type { Engine } from "./engines/engine.ts";
import { type EngineChoice, loadEngine } from "./engines/load.ts";
import { sizeOf, Tensor } from "./tensor.ts";

/**
 * Where a computation puts its results.
 *
 * Layers, losses and datasets ask it for every tensor they fill. A
 * {@linkcode FreshWorkspace} gives a new one each time; a
 * {@linkcode ReusedWorkspace} gives the same memory again at the next step, so
 * that training allocates nothing.
 */
export interface Workspace {
  /** Engine that computes in it. */
  readonly engine: Engine;

  /**
   * Asks for a tensor to fill.
   *
   * @param owner Object that will fill it, such as a layer.
   * @param name What it is to the owner, such as `outputs`.
   * @param shape Size of each axis.
   * @returns A tensor of that shape with unspecified elements.
   */
  tensor(owner: object, name: string, shape: readonly number[]): Tensor;
}

/**
 * A workspace that gives a new ordinary tensor each time.
 *
 * @example
 * ```ts
 * import { FreshWorkspace } from "@cutedl/tensor";
 * import { assertNotStrictEquals } from "@std/assert";
 *
 * const workspace = new FreshWorkspace();
 * const owner = {};
 * const first = workspace.tensor(owner, "outputs", [64, 10]);
 * const second = workspace.tensor(owner, "outputs", [64, 10]);
 * assertNotStrictEquals(first.data, second.data);
 * ```
 */
export class FreshWorkspace implements Workspace {
  #engine: Engine | undefined;

  /**
   * Makes a workspace.
   *
   * @param engine Engine that computes in it; default `auto`, which is loaded
   * when it is first asked for.
   */
  constructor(engine: EngineChoice = "auto") {
    if (engine !== "auto") this.#engine = loadEngine(engine);
  }

  /** Engine that computes in it. */
  get engine(): Engine {
    return this.#engine ??= loadEngine("auto");
  }

  /**
   * Makes a new tensor.
   *
   * @param _owner Ignored.
   * @param _name Ignored.
   * @param shape Size of each axis.
   * @returns A tensor of zeros.
   */
  tensor(_owner: object, _name: string, shape: readonly number[]): Tensor {
    return zeros(shape);
  }
}

/** Memory of one name of one owner, and the tensors cut from it. */
interface Slot {
  memory: Float32Array;
  /** By number of elements; few, since batches have one or two sizes. */
  tensors: Tensor[];
}

const KEPT_TENSORS = 4; // a batch, the last batch, the same for validation

/**
 * A workspace that gives an owner the same memory for the same name, so that
 * the second step needs no more memory than the first.
 *
 * What it gave is overwritten when its owner asks again; copy what must last.
 *
 * @example
 * ```ts
 * import { ReusedWorkspace } from "@cutedl/tensor";
 * import { assertStrictEquals } from "@std/assert";
 *
 * const workspace = new ReusedWorkspace();
 * const owner = {};
 * const first = workspace.tensor(owner, "outputs", [64, 10]);
 * const second = workspace.tensor(owner, "outputs", [64, 10]);
 * assertStrictEquals(first.data, second.data);
 * ```
 */
export class ReusedWorkspace implements Workspace {
  /** Engine that computes in it. */
  readonly engine: Engine;
  readonly #slots = new WeakMap<object, Map<string, Slot>>();

  /**
   * Makes a workspace.
   *
   * @param engine Engine that computes in it; default `auto`.
   */
  constructor(engine: EngineChoice = "auto") {
    this.engine = loadEngine(engine);
  }

  /**
   * Gives the owner's tensor of that name, in the engine's memory.
   *
   * @param owner Object that will fill it.
   * @param name What it is to the owner.
   * @param shape Size of each axis.
   * @returns A tensor of that shape; its elements are what was last left there.
   */
  tensor(owner: object, name: string, shape: readonly number[]): Tensor {
    let slots = this.#slots.get(owner);
    if (slots === undefined) this.#slots.set(owner, slots = new Map());
    let slot = slots.get(name);
    const known = slot?.tensors.find((tensor) =>
      sameShape(tensor.shape, shape)
    );
    if (known !== undefined) return known;

    const size = sizeOf(shape);
    if (slot === undefined || slot.memory.length < size) {
      slot = { memory: this.engine.allocate(size), tensors: [] };
      slots.set(name, slot);
    }
    const data = slot.memory.length === size
      ? slot.memory
      : partOf(slot.memory, size);
    const made = new Tensor(data, shape);
    slot.tensors.unshift(made);
    slot.tensors.length = Math.min(slot.tensors.length, KEPT_TENSORS);
    return made;
  }
}

/** Keeps the memory of a part in use as long as the part is. */
const wholes = new WeakMap<Float32Array, Float32Array>();

function partOf(memory: Float32Array, size: number): Float32Array {
  const part = memory.subarray(0, size);
  wholes.set(part, memory);
  return part;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) {
    if (a[axis] !== b[axis]) return false;
  }
  return true;
}
