/**
 * Runs a program, and gives what it prints.
 *
 * @throws {Error} If it fails; the message has what it printed.
 */
export async function run(
  command: string,
  args: string[],
  cwd: string | URL,
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  const printed = decoder.decode(stdout);
  if (code === 0) return printed;
  throw new Error(
    `Cannot run ${command} ${args.join(" ")}: expected exit code 0, ` +
      `received ${code}\n${printed}${decoder.decode(stderr)}`,
  );
}
