import { fromFileUrl, join } from "@std/path";
import {
  differingBytes,
  fit,
  hashOf,
  loadSession,
  makeSession,
} from "./_soak_run.ts";

/** What came of killing processes while they saved. */
export interface SoakResult {
  /** Processes that were killed by SIGKILL. */
  killed: number;
  /** Of these, those that had begun a save, and not said that it is done. */
  amidSave: number;
  /** Kills after which the file was not one of the last two saves, or did not load. */
  lost: number;
  /** Runs that came to their end before they could be killed. */
  finished: number;
  /** Bytes of weights and history that a run never killed has otherwise. */
  differingBytes: number;
  /** Temporary files that were left when the last process had saved. */
  strays: number;
}

/** Hashes of what a process has saved, and was saving when it was killed. */
interface Life {
  saved: string | undefined;
  underWay: string | undefined;
  isFinished: boolean;
}

const LONGEST = 150; // ms from the first save of a process to its end
const worker = fromFileUrl(new URL("_soak_worker.ts", import.meta.url));

/**
 * Kills so many processes, one after the other, that train and save at every
 * step, each of which goes on where the one before was killed.
 */
export async function soak(kills: number): Promise<SoakResult> {
  const directory = await Deno.makeTempDir();
  const path = join(directory, "run.safetensors");
  const result = {
    killed: 0,
    amidSave: 0,
    lost: 0,
    finished: 0,
    differingBytes: 0,
    strays: 0,
  };
  try {
    let last: string | undefined; // what the file was found to be
    while (result.killed < kills) {
      const { saved = last, underWay, isFinished } = await live(path);
      if (isFinished) {
        result.finished++;
        last = undefined;
        await Deno.remove(path);
        continue;
      }
      result.killed++;
      last = await hashOfFile(path);
      if (underWay !== undefined) result.amidSave++;
      if (last !== saved && last !== underWay) result.lost++;
      if (last !== undefined && !await loads(path)) result.lost++;
    }
    const resumed = await loadSession(path);
    await resumed.save(path); // which cleans up
    result.strays = [...Deno.readDirSync(directory)].length - 1;
    const through = makeSession();
    await Promise.all([fit(resumed), fit(through)]);
    result.differingBytes = differingBytes(resumed, through);
    return result;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Runs a process, and kills it some time after its first save has begun. */
async function live(path: string): Promise<Life> {
  const process = new Deno.Command("deno", {
    args: ["run", "--allow-read", "--allow-write", worker, path],
    stdout: "piped",
  }).spawn();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [saved, underWay]: (string | undefined)[] = [];
  let isFinished = false;
  let rest = "";
  for await (
    const chunk of process.stdout.pipeThrough(new TextDecoderStream())
  ) {
    timer ??= setTimeout(
      () => process.kill("SIGKILL"),
      Math.random() * LONGEST,
    );
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const [word, , hash] = line.split(" ");
      if (word === "saving") underWay = hash;
      else if (word === "saved") [saved, underWay] = [underWay, undefined];
      else isFinished = true;
    }
    if (isFinished) clearTimeout(timer);
  }
  clearTimeout(timer);
  const { code, signal } = await process.status;
  if (signal === "SIGKILL" || code === 0) {
    return { saved, underWay, isFinished };
  }
  throw new Error(
    "Cannot soak: expected a process to train, received an error",
  );
}

async function hashOfFile(path: string): Promise<string | undefined> {
  try {
    return await hashOf(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function loads(path: string): Promise<boolean> {
  try {
    await loadSession(path);
    return true;
  } catch {
    return false;
  }
}
