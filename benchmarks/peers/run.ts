import type { Contender } from "./contenders.ts";
import type { Answer, Job } from "./protocol.ts";

/** What a run of a contender came to. */
export interface Run {
  readonly answer: Answer;
  /** Seconds from its start to its answer. */
  readonly seconds: number;
}

/**
 * Runs a contender on a job.
 *
 * @throws {Error} If it fails, or says nothing.
 */
export async function run(contender: Contender, job: Job): Promise<Run> {
  const [program, ...args] = contender.command as [string, ...string[]];
  const start = performance.now();
  const child = new Deno.Command(program, {
    args: [...args, JSON.stringify(job)],
    env: environment(job.threads),
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  let [text, seconds] = ["", NaN];
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) seconds = (performance.now() - start) / 1000;
  }
  const { success } = await child.status;
  if (!success || text === "") {
    throw new Error(
      `Cannot run ${contender.name}: expected an answer to ` +
        `${JSON.stringify(job.task)}, received ${reasonOf(await errors)}`,
    );
  }
  return { answer: JSON.parse(text), seconds };
}

/** The line of an error that says what it is: Deno's first, Python's last. */
function reasonOf(errors: string): string | undefined {
  const lines = errors.trim().split("\n");
  return lines.find((line) => line.startsWith("error: ")) ?? lines.at(-1);
}

/** Variables for a number of threads, and none that force other settings. */
function environment(threads: number): Record<string, string> {
  const libraries = ["OMP", "OPENBLAS", "MKL"];
  const given = Object.entries(Deno.env.toObject()).filter(([name]) =>
    !libraries.some((library) => name.startsWith(`${library}_`))
  );
  const wanted = libraries.map((library) => [
    `${library}_NUM_THREADS`,
    String(threads),
  ]);
  return { NO_COLOR: "1", ...Object.fromEntries([...given, ...wanted]) };
}
