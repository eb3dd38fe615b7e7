/**
 * What a layer that extends the base class is built with, has and computes.
 *
 * @module
 */
import type { Engine, Parameter, Random, Tensor } from "@cutedl/tensor";
import type { InitialValues } from "./layer.ts";

/** What a {@linkcode BaseLayer} is built with. */
export interface LayerContext {
  /** Source of random numbers. */
  readonly random: Random;
  /** Engine whose memory holds parameters and buffers. */
  readonly engine: Engine;
  /** Values that parameters and buffers start from, before others are made up. */
  readonly values: InitialValues | undefined;
  /** What is attempted, to follow "Cannot" in errors. */
  readonly action: string;
}

/** What a {@linkcode BaseLayer} has once it is built. */
export interface LayerParts {
  /** Shape of one output; by default that of an input. */
  readonly outputShape?: readonly number[];
  /** Parameters in a fixed order; default none. */
  readonly parameters?: readonly Parameter[];
  /** Buffers in a fixed order; default none. */
  readonly buffers?: readonly Parameter[];
  /** What it draws from while training; by default it does not. */
  readonly random?: Random;
}

/** What a {@linkcode BaseLayer} computes. */
export interface LayerResult<Saved> {
  /** `[batch, ...outputShape]`. */
  readonly outputs: Tensor;
  /** What its gradients need; ignored unless this is training. */
  readonly saved: Saved;
}
