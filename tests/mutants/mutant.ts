/** A fault to be planted in a source. */
export interface Fault {
  /** What is wrong then. */
  fault: string;
  /** Text that occurs once in the source. */
  from: string;
  /** What it becomes. */
  to: string;
  /** Why no test can catch it, where none can. */
  harmless?: string;
}

/** A source, and faults to be planted in it. */
export interface Target {
  /** Path of the source from the root. */
  file: string;
  /**
   * Tests that should catch the faults, as paths from the root; by default those
   * beside the source. If they do not, all are run.
   */
  tests?: readonly string[];
  /** Each is planted alone. */
  faults: readonly Fault[];
}

/** A fault with its place. */
export interface Mutant extends Fault, Omit<Target, "faults"> {}
