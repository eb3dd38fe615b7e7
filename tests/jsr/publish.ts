import { assertEquals } from "@std/assert";

const LIMIT = 60_000; // ms

/**
 * Publishes the package of a folder by `deno publish`, without checking types,
 * which `deno task publish:check` does.
 */
export async function publish(
  folder: URL,
  { url, token }: { url: string; token: string },
): Promise<void> {
  const { code, stderr } = await new Deno.Command("deno", {
    args: [
      "publish",
      "--allow-dirty",
      "--no-check",
      "--no-provenance",
      `--token=${token}`,
    ],
    cwd: folder,
    env: { JSR_URL: url, NO_COLOR: "1" },
    signal: AbortSignal.timeout(LIMIT),
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
}
