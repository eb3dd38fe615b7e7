import type { EngineChoice } from "@cutedl/tensor";

/** Options for {@linkcode Sequential}. */
export interface SequentialOptions {
  /** Seed of the initial values: a whole number of at least 0; default 0. */
  seed?: number;
  /**
   * Engine that computes, and holds the parameters of the layers that are not
   * built yet; by default that of the layers that are, else `auto`.
   */
  engine?: EngineChoice;
  /** Name within a model that this one is a layer of; default `sequential`. */
  name?: string;
}
