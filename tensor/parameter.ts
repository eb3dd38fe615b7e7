/**
 * What training changes: a value with its gradient.
 *
 * @module
 */
import { assertShape } from "./assert_shape.ts";
import type { Engine } from "./engines/engine.ts";
import { type EngineChoice, loadEngine } from "./engines/load.ts";
import { Tensor } from "./tensor.ts";

/** Options for {@linkcode Parameter}. */
export interface ParameterOptions {
  /** Engine whose memory holds it; default `auto`. */
  engine?: EngineChoice;
  /** Whether optimizers change it; default `true`. */
  trainable?: boolean;
}

/** What all names of a parameter share, beside the value. */
interface Shared {
  gradient: Tensor | undefined;
  trainable: boolean;
}

/**
 * A named tensor that training changes, with its gradient.
 *
 * `value` and `gradient` are live: they live in the engine's memory and change
 * at every step. Take `value.clone()` for what must last, or to hand the bytes
 * to a web API, which may refuse a view of WebAssembly memory.
 *
 * A parameter may go by several names: a layer calls its own `kernel`, and each
 * model that the layer is a part of lists the same one by its place there, as
 * `0.dense.kernel`.
 *
 * @example
 * ```ts
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const bias = new Parameter("bias", tensor([1, 2]));
 * bias.assign(tensor([3, 4]));
 * assertEquals(bias.value.toArray(), [3, 4]);
 * assertEquals(bias.gradient.toArray(), [0, 0]);
 * ```
 *
 * @example Two names of one parameter
 * ```ts
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const bias = new Parameter("bias", tensor([1, 2]));
 * const inModel = new Parameter("0.dense.bias", bias);
 * inModel.assign(tensor([3, 4]));
 * inModel.trainable = false;
 * assertEquals(bias.value.toArray(), [3, 4]);
 * assertEquals(bias.trainable, false);
 * ```
 */
export class Parameter {
  /** Name, such as `0.dense.kernel`. */
  readonly name: string;
  /** Engine whose memory holds it. */
  readonly engine: Engine;
  /** The live value. */
  readonly value: Tensor;
  readonly #shared: Shared;

  /**
   * Makes a parameter with a value of its own.
   *
   * @param name Name, unique within a layer or model.
   * @param value Initial value, copied.
   * @param options Engine, and whether it is trainable.
   */
  constructor(name: string, value: Tensor, options?: ParameterOptions);
  /**
   * Gives a parameter one more name: value, gradient, and whether it is
   * trainable are the same ones under both.
   *
   * @param name The other name.
   * @param parameter The parameter.
   */
  constructor(name: string, parameter: Parameter);
  constructor(
    name: string,
    source: Tensor | Parameter,
    options: ParameterOptions = {},
  ) {
    this.name = name;
    if (source instanceof Parameter) {
      this.engine = source.engine;
      this.value = source.value;
      this.#shared = source.#shared;
      return;
    }
    const { engine = "auto", trainable = true } = options;
    this.engine = loadEngine(engine);
    const memory = this.engine.allocate(source.size);
    memory.set(source.data);
    this.value = new Tensor(memory, source.shape);
    this.#shared = { gradient: undefined, trainable };
  }

  /** Whether optimizers change it. */
  get trainable(): boolean {
    return this.#shared.trainable;
  }

  /** Freezes it, or lets optimizers change it again. */
  set trainable(trainable: boolean) {
    this.#shared.trainable = trainable;
  }

  /** The live gradient, which `backward` overwrites; zeros before the first. */
  get gradient(): Tensor {
    return this.#shared.gradient ??= new Tensor(
      this.engine.allocate(this.value.size),
      this.value.shape,
    );
  }

  /**
   * Copies new elements into the value.
   *
   * @param value A tensor of the same shape.
   * @throws {ShapeError} If the shapes differ.
   */
  assign(value: Tensor): void {
    assertShape(value, this.value.shape, {
      name: "value",
      action: `assign parameter ${this.name}`,
    });
    this.value.data.set(value.data);
  }
}
