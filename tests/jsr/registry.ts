import { type Config, parseConfig } from "../../scripts/packages.ts";
import { readTar } from "./tar.ts";

/** Settings of a {@linkcode LocalRegistry}. */
export interface LocalRegistryOptions {
  /** What `deno publish --token` must give. */
  token: string;
  /** Whether a version is published only when asked for again; default `false`. */
  slow?: boolean;
}

/** A version of a package. */
export interface PublishedVersion {
  /** Contents by path, such as `/mod.ts`. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
  /** Paths by entry point, such as `./mod.ts` by `.`. */
  exports: Record<string, string>;
}

/**
 * A registry on this machine that speaks as much of JSR's protocol as `deno
 * publish` and imports of `jsr:` do, in memory
 * ({@link https://jsr.io/docs/api | JSR's API}). Every package exists there
 * from the start, with no version.
 */
export class LocalRegistry implements AsyncDisposable {
  /** Paths that were asked for, in order. */
  readonly requests: string[] = [];
  /** Versions such as `@cutedl/tensor@0.1.0`, as they came. */
  readonly published = new Map<string, PublishedVersion>();
  /** Names of packages that cannot be published for now. */
  readonly failing = new Set<string>();
  readonly #token: string;
  readonly #slow: boolean;
  readonly #failures = new Map<string, string>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Starts a registry on a free port of 127.0.0.1. */
  constructor({ token, slow = false }: LocalRegistryOptions) {
    this.#token = token;
    this.#slow = slow;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(request),
    );
  }

  /** What the environment variable `JSR_URL` must be. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Adds a version, whose name and number are in its `deno.json`. */
  add(files: PublishedVersion["files"]): void {
    const { name, version, exports } = configOf(files);
    this.published.set(`${name}@${version}`, {
      files,
      exports: typeof exports === "string" ? { ".": exports } : exports,
    });
  }

  /** Stops the registry. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    this.requests.push(pathname);
    const [, scope, name, version] =
      /^\/api\/scopes\/(.+)\/packages\/([^/]+)(?:\/versions\/(.+))?$/
        .exec(pathname) ?? [];
    if (scope !== undefined && version === undefined) {
      return Response.json({ scope, name });
    }
    if (version !== undefined) {
      const id = `@${scope}/${name}@${version}`;
      if (request.method === "POST") return await this.#receive(id, request);
      return this.published.has(id)
        ? Response.json({ scope, package: name, version })
        : refuse(404, "packageVersionNotFound");
    }
    const [, task] = /^\/api\/publish_status\/(.+)$/.exec(pathname) ?? [];
    return task === undefined
      ? await this.#serve(pathname)
      : this.#statusOf(decodeURIComponent(task));
  }

  /** Takes an upload. */
  async #receive(id: string, request: Request): Promise<Response> {
    const archive = request.body!.pipeThrough(new DecompressionStream("gzip"));
    const content = await new Response(archive).bytes();
    if (request.headers.get("authorization") !== `Bearer ${this.#token}`) {
      return refuse(401, "invalidBearerToken");
    }
    const files: PublishedVersion["files"] = new Map();
    for (const [path, file] of readTar(content)) files.set(`/${path}`, file);
    const { name, version } = configOf(files);
    this.#failures.delete(id);
    if (this.failing.has(name)) {
      this.#failures.set(id, "the registry is out of order");
    } else if (id !== `${name}@${version}`) {
      this.#failures.set(id, `deno.json is of ${name}@${version}`);
    } else {
      this.add(files);
    }
    return this.#slow
      ? Response.json({ id, status: "pending", error: null })
      : this.#statusOf(id);
  }

  /** Tells what has come of an upload. */
  #statusOf(id: string): Response {
    const message = this.#failures.get(id);
    return message === undefined
      ? Response.json({ id, status: "success", error: null })
      : Response.json({ id, status: "failure", error: { code: "", message } });
  }

  /** Serves what imports of `jsr:` ask for. */
  async #serve(pathname: string): Promise<Response> {
    const [, name, file = "", path] =
      /^\/(@[^/]+\/[^/]+)\/([^/]+)(\/.+)?$/.exec(pathname) ?? [];
    if (file === "meta.json") return this.#metaOf(name!);
    const version = file.replace(/_meta\.json$/, "");
    const found = this.published.get(`${name}@${version}`);
    if (found === undefined) return refuse(404, "packageVersionNotFound");
    const { files, exports } = found;
    if (path === undefined) {
      return Response.json({ manifest: await manifestOf(files), exports });
    }
    const content = files.get(path);
    return content === undefined
      ? refuse(404, "packagePathNotFound")
      : new Response(content);
  }

  #metaOf(name: string): Response {
    const versions = [...this.published.keys()]
      .filter((id) => id.startsWith(`${name}@`))
      .map((id) => id.slice(name.length + 1));
    const [scope, short] = name.slice(1).split("/");
    return versions.length === 0 ? refuse(404, "packageNotFound") : Response
      .json({
        scope,
        name: short,
        latest: versions.at(-1),
        versions: Object.fromEntries(versions.map((version) => [version, {}])),
      });
  }
}

function refuse(status: number, code: string): Response {
  return Response.json({ code, message: code }, { status });
}

/** What `deno.json` among the files says. */
function configOf(files: PublishedVersion["files"]): Config {
  return parseConfig(new TextDecoder().decode(files.get("/deno.json")));
}

/** Sizes and checksums of files. */
async function manifestOf(
  files: PublishedVersion["files"],
): Promise<Record<string, { size: number; checksum: string }>> {
  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const [path, content] of files) {
    const hash = await crypto.subtle.digest("SHA-256", content);
    const checksum = `sha256-${new Uint8Array(hash).toHex()}`;
    manifest[path] = { size: content.length, checksum };
  }
  return manifest;
}
