import { formatText } from "../format_text.ts";
import { splitPath } from "./_node.ts";
import { FileError } from "./file_error.ts";
import { MissingPermissionError } from "./missing_permission_error.ts";
import { permissionFlag } from "./permission_flag.ts";
import { UnavailableError } from "./unavailable_error.ts";

/**
 * Gives a failure of the system its name, and the flags that it may need: for
 * the directory, by default that of the path.
 *
 * @throws {RangeError} If no system has such a path.
 */
export async function attempt<Result>(
  access: "read" | "write",
  path: string,
  work: () => Promise<Result>,
  directory?: string,
): Promise<Result> {
  if (path.includes("\0")) {
    throw new RangeError(
      `Cannot ${access} file: expected a path without the character \\u0000, ` +
        `received ${formatText(path)}`,
    );
  }
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof UnavailableError) {
      throw cause;
    }
    if (cause.name === "NotCapable") {
      const place = directory ?? splitPath(path).directory;
      const flags = flagsFor(access, place, cause);
      throw new MissingPermissionError(`${access} ${path}`, flags, { cause });
    }
    const code = codeOf(cause);
    if (!/^E[A-Z0-9]+$/.test(code)) throw cause; // not of the system
    throw new FileError({ access, path, code, cause });
  }
}

/** The system's code of an error, such as `ENOENT`, if it has one. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function flagsFor(
  access: "read" | "write",
  directory: string,
  cause: Error,
): string {
  const all = "--allow-all"; // for devices, as Deno says then
  if (cause.message.includes(all)) return all;
  const needed = access === "read" ? [access] : ["read", access] as const; // to rename
  const flags = needed.map((access) => permissionFlag(access, directory));
  return flags.map((flag) => /\s/.test(flag) ? `"${flag}"` : flag).join(" ");
}
