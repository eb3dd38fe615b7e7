/** What the page is allowed: itself, WebAssembly, and no other host. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
};

/** Files of MNIST that the page may ask for. */
const MNIST = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
];

/** What a {@linkcode makeSite} serves. */
export interface SiteOptions {
  /** Texts by path, such as `/page.js`; `/index.html` is also served at `/`. */
  readonly files: ReadonlyMap<string, string>;
  /** Opens a file of MNIST; `undefined` where it is not there. */
  readonly openMnist: (
    name: string,
  ) => Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined>;
}

/**
 * Makes the handler of the page's server: the files given to it and MNIST, and
 * nothing else.
 *
 * @param options The files, and how to open MNIST.
 * @returns Answers a request.
 */
export function makeSite(
  { files, openMnist }: SiteOptions,
): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    if (method !== "GET" && method !== "HEAD") {
      return respond("GET and HEAD only", { status: 405, allow: "GET, HEAD" });
    }
    const { pathname } = new URL(url);
    if (pathname === "/data.json") {
      const mnist = await hasMnist(openMnist);
      return respond(JSON.stringify({ mnist }), { type: TYPES["json"] });
    }
    const path = pathname === "/" ? "/index.html" : pathname;
    const text = files.get(path);
    if (text !== undefined) {
      const type = TYPES[path.slice(path.lastIndexOf(".") + 1)];
      return respond(text, { type });
    }
    const name = /^\/mnist\/(.*)$/.exec(path)?.[1];
    const bytes = MNIST.includes(name!) ? await openMnist(name!) : undefined;
    return bytes === undefined
      ? respond("Not found", { status: 404 })
      : respond(bytes, { type: "application/octet-stream" });
  };
}

async function hasMnist(openMnist: SiteOptions["openMnist"]): Promise<boolean> {
  for (const name of MNIST) {
    const stream = await openMnist(name);
    if (stream === undefined) return false;
    await stream.cancel();
  }
  return true;
}

function respond(
  body: BodyInit,
  { status = 200, type = "text/plain; charset=utf-8", allow }: {
    status?: number;
    type?: string | undefined;
    allow?: string;
  },
): Response {
  const headers = new Headers({ ...HEADERS, "content-type": type });
  if (allow) headers.set("allow", allow);
  return new Response(body, { status, headers });
}
