import { codeOf } from "./_attempt.ts";
import { type FileSystem, joinPath } from "./_node.ts";

/** What the name of a temporary file has after that of the file. */
const TEMPORARY =
  /^\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.tmp$/;

/** The path, or name, of a file with the ending of a temporary one. */
export function temporaryOf(path: string): string {
  return `${path}.${crypto.randomUUID()}.tmp`;
}

/**
 * Removes what processes left that died while they wrote this file. Another one
 * that is just writing it may lose its temporary file, too, and tries again: as
 * nobody removes any when trying again, everybody comes to an end.
 */
export async function removeStrays(
  fs: FileSystem,
  directory: string,
  name: string,
): Promise<void> {
  // what hinders writing as well shows there
  for (const entry of await fs.readdir(directory).catch(() => [])) {
    if (!entry.startsWith(name)) continue;
    if (!TEMPORARY.test(entry.slice(name.length))) continue;
    await fs.unlink(joinPath(directory, entry)).catch(() => {});
  }
}

/**
 * Makes a temporary file and removes it, as those that were left before; the
 * name is that of a file, or empty where there is none yet.
 */
export async function tryTemporary(
  fs: FileSystem,
  directory: string,
  name: string,
): Promise<void> {
  await removeStrays(fs, directory, name);
  const trial = joinPath(directory, temporaryOf(name));
  const file = await fs.open(trial, "wx");
  try {
    await file.close();
  } finally {
    await fs.unlink(trial).catch((error) => {
      if (codeOf(error) !== "ENOENT") throw error; // else another one did
    });
  }
}
