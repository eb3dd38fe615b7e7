/** Tells whether a permission was given; nobody is asked for it. */
export async function permits(
  descriptor: Deno.PermissionDescriptor,
): Promise<boolean> {
  return (await Deno.permissions.query(descriptor)).state === "granted";
}

/**
 * The directory of the real MNIST files, which `CUTEDL_MNIST` names, where it is
 * set and may be read.
 */
export async function mnistDirectory(): Promise<string | undefined> {
  const variable = "CUTEDL_MNIST";
  if (!await permits({ name: "env", variable })) return undefined;
  const path = Deno.env.get(variable);
  if (path === undefined) return undefined;
  return await permits({ name: "read", path }) ? path : undefined;
}
