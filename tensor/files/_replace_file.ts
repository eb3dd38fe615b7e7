import { codeOf } from "./_attempt.ts";
import { type FileSystem, splitPath } from "./_node.ts";
import { removeStrays, temporaryOf } from "./_temporary.ts";

/** Codes of systems that cannot flush a directory. */
const UNFLUSHABLE = ["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOTSUP", "EPERM"];

/**
 * Writes a whole file, so that at any moment either all of the old one or all of
 * the new one is under its name: to a temporary file beside it, flushed to disk,
 * then renamed.
 */
export async function replaceFile(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const { directory, name } = splitPath(path);
  await removeStrays(fs, directory, name);
  while (!await tryToReplace(fs, path, bytes));
  await flushDirectory(fs, directory);
}

/** Returns false if somebody else removed the temporary file. */
async function tryToReplace(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const temporary = temporaryOf(path);
  let written = false;
  try {
    const file = await fs.open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    written = true;
    await fs.rename(temporary, path);
    return true;
  } catch (error) {
    let removed = false;
    await fs.unlink(temporary).catch((cause) => {
      removed = codeOf(cause) === "ENOENT";
    });
    if (written && removed) return false;
    throw error;
  }
}

/** Makes the new name last, where that is possible. */
async function flushDirectory(
  fs: FileSystem,
  directory: string,
): Promise<void> {
  try {
    const handle = await fs.open(directory, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!UNFLUSHABLE.includes(codeOf(error))) throw error;
  }
}
