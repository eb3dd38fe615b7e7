/**
 * The options of a sequential model.
 *
 * @module
 */
import type { EngineChoice } from "@cutedl/tensor";
import type { Layer } from "./layer.ts";

/** Options for {@linkcode Sequential}. */
export interface SequentialOptions {
  /** Seed of the initial values: a whole number of at least 0; default 0. */
  seed?: number;
  /**
   * Engine that computes, and holds the parameters of the layers that are not
   * built yet; by default that of the layers that are, else `auto`.
   */
  engine?: EngineChoice;
  /**
   * Whether to build it at once if its first layer declares its inputs; default
   * `true`.
   */
  build?: boolean;
  /** Name within a model that this one is a layer of; default `sequential`. */
  name?: string;
}

/** What a model is made from again, apart from its engine. */
export interface SequentialConfig {
  /** The layers, first to last. */
  layers: readonly Layer[];
  /** Seed of the initial values. */
  seed: number;
  /** Name within a model that this one is a layer of. */
  name: string;
}
