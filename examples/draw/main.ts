/**
 * Serves the page to draw digits on, at http://127.0.0.1:8000.
 *
 * `deno task draw` runs it with the permissions that it needs; `--port` takes
 * another port.
 *
 * @module
 */
import { bundlePage } from "./bundle.ts";
import { parsePort } from "./port.ts";
import { makeSite } from "./site.ts";

const HOST = "127.0.0.1";
const MNIST = "data/mnist";

/** Opens a file, plain or gzip; the page unpacks it. */
async function openMnist(
  name: string,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
  for (const path of [`${MNIST}/${name}`, `${MNIST}/${name}.gz`]) {
    try {
      return (await Deno.open(path)).readable;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}

try {
  const port = parsePort(Deno.args);
  const handler = makeSite({ files: await bundlePage(), openMnist });
  serve(port, handler);
} catch (error) {
  console.error((error as Error).message);
  Deno.exit(1);
}

function serve(port: number, handler: ReturnType<typeof makeSite>): void {
  try {
    Deno.serve({
      hostname: HOST,
      port,
      onListen: ({ port }) => console.log(`Draw at http://${HOST}:${port}`),
    }, handler);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new Error(
      `Cannot serve: expected port ${port} to be free, received one in use: ` +
        `deno task draw --port ${port + 1}`,
      { cause },
    );
  }
}
