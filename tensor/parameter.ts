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

/**
 * A named tensor that training changes, with its gradient.
 *
 * `value` and `gradient` are live: they live in the engine's memory and change
 * at every step. Take `value.clone()` for what must last, or to hand the bytes
 * to a web API, which may refuse a view of WebAssembly memory.
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
 */
export class Parameter {
  /** Name, such as `0.dense.kernel`. */
  readonly name: string;
  /** Engine whose memory holds it. */
  readonly engine: Engine;
  /** The live value. */
  readonly value: Tensor;
  /** Whether optimizers change it. */
  trainable: boolean;
  #gradient: Tensor | undefined;

  /**
   * Makes a parameter with a value of its own.
   *
   * @param name Name, unique within a model.
   * @param value Initial value, copied.
   * @param options Engine, and whether it is trainable.
   */
  constructor(name: string, value: Tensor, options: ParameterOptions = {}) {
    const { engine = "auto", trainable = true } = options;
    this.name = name;
    this.engine = loadEngine(engine);
    this.trainable = trainable;
    const memory = this.engine.allocate(value.size);
    memory.set(value.data);
    this.value = new Tensor(memory, value.shape);
  }

  /** The live gradient, which `backward` overwrites; zeros before the first. */
  get gradient(): Tensor {
    return this.#gradient ??= new Tensor(
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
