import { assertAgreement, type Said } from "./agreement.ts";
import type { Contender } from "./contenders.ts";
import { makeJob } from "./prepare.ts";
import type { Task } from "./protocol.ts";
import { type Run, run } from "./run.ts";
import type { Workload } from "./workloads.ts";

/** Runs contenders, one after the other, on what `prepare` wrote. */
export class Harness {
  readonly #inputs: string;

  /** Takes the directory that `prepare` wrote. */
  constructor(inputs: string) {
    this.#inputs = inputs;
  }

  /** Asks a contender for its versions; it fails where it cannot run. */
  async probe(
    contender: Contender,
    workload: Workload,
  ): Promise<{ contender: Contender; versions: Record<string, string> }> {
    const { answer } = await this.#run(contender, workload, "probe");
    const { executable, versions = {} } = answer;
    const [program, ...args] = contender.command as [string, ...string[]];
    const command = [executable ?? program, ...args];
    return { contender: { ...contender, command }, versions };
  }

  /**
   * Trains one epoch with each.
   *
   * @returns Mean loss of each over the test images.
   * @throws {Error} If they do not agree.
   */
  async checkLosses(
    field: readonly Contender[],
    workload: Workload,
  ): Promise<number[]> {
    const said: Said[] = [];
    for (const contender of field) {
      const { answer } = await this.#run(contender, workload, "epoch");
      said.push({ name: contender.name, numbers: answer.agreement! });
    }
    assertAgreement(said, workload.tolerance);
    return said.map(({ numbers }) => numbers[0]!);
  }

  /**
   * Measures each once.
   *
   * @param seconds Length of a measurement, where that is not the whole run.
   * @returns Seconds of each.
   * @throws {Error} If they do not agree on what they computed.
   */
  async measureRound(
    field: readonly Contender[],
    workload: Workload,
    seconds: number,
  ): Promise<number[]> {
    const figures: number[] = [];
    const said: Said[] = [];
    for (const contender of field) {
      const { task, watch } = workload;
      const done = await this.#run(contender, workload, task, seconds);
      const { answer } = done;
      figures.push(watch === "harness" ? done.seconds : answer.seconds!);
      const { agreement } = answer;
      if (agreement !== undefined) {
        said.push({ name: contender.name, numbers: agreement });
      }
    }
    assertAgreement(said, workload.tolerance);
    return figures;
  }

  #run(
    contender: Contender,
    workload: Workload,
    task: Task,
    seconds = 0,
  ): Promise<Run> {
    const { variant, threads } = contender;
    const job = makeJob(workload, this.#inputs);
    return run(contender, { ...job, task, variant, threads, seconds });
  }
}
