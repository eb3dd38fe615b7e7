/** Which digits a network is trained on. */
export type Source = "synthetic" | "mnist";

/** What the page asks of its worker; one worker trains one network. */
export interface TrainRequest {
  readonly source: Source;
  /** How many digits to draw, where they are drawn. */
  readonly count: number;
  readonly epochs: number;
  readonly seed: number;
}

/** What the worker tells while it trains. */
export type TrainReport =
  | {
    /** Digits are drawn or loaded. */
    readonly kind: "preparing";
    /** How much is done, from 0 to 1. */
    readonly done: number;
  }
  | {
    /** Some steps are done. */
    readonly kind: "progress";
    /** Epochs done, with the part of the running one. */
    readonly epoch: number;
    /** Mean loss over the last steps. */
    readonly loss: number;
    /** Share of right answers over the last steps. */
    readonly accuracy: number;
  }
  | {
    /** An epoch is done. */
    readonly kind: "validated";
    readonly epoch: number;
    readonly loss: number;
    readonly accuracy: number;
    /** The network, if it is the best so far. */
    readonly model?: Uint8Array<ArrayBuffer>;
  }
  | {
    /** All epochs are done. */
    readonly kind: "done";
    readonly seconds: number;
  }
  | {
    /** Training failed. */
    readonly kind: "failed";
    readonly message: string;
  };
