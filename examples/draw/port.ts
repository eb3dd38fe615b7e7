import { parseArgs } from "@std/cli/parse-args";

const PORT = 8000;

/**
 * Reads the port to serve at.
 *
 * @param args Arguments of the command.
 * @returns What `--port` says, or 8000; 0 is any that is free.
 * @throws {RangeError} If they say anything else.
 */
export function parsePort(args: readonly string[]): number {
  const unknown: string[] = [];
  const { port = String(PORT) } = parseArgs(args, {
    string: ["port"],
    unknown: (arg) => {
      unknown.push(arg);
      return false;
    },
  });
  if (unknown.length > 0) {
    throw new RangeError(
      `Cannot serve: expected --port PORT or nothing, received ${unknown[0]}`,
    );
  }
  const number = Number(port);
  if (!/^\d+$/.test(String(port)) || number > 65535) {
    throw new RangeError(
      "Cannot serve: expected a port from 0 to 65535, where 0 is any that is " +
        `free, received ${JSON.stringify(port)}`,
    );
  }
  return number;
}
