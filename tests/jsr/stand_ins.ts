import { join } from "@std/path";
import type { LocalRegistry, PublishedVersion } from "./registry.ts";

/** Has a registry serve the stand-ins in `std/` as the packages of their names. */
export async function addStandIns(
  registry: LocalRegistry,
  root: string,
): Promise<void> {
  for await (const { name } of Deno.readDir(join(root, "std"))) {
    const folder = join(root, "std", name);
    const files: PublishedVersion["files"] = new Map();
    for await (const file of Deno.readDir(folder)) {
      files.set(`/${file.name}`, await Deno.readFile(join(folder, file.name)));
    }
    registry.add(files);
  }
}
