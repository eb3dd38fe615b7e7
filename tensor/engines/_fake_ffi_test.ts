import { assertEquals } from "@std/assert";
import { matmul } from "../reference/matmul.ts";
import type { Ffi, ForeignFunction } from "./_ffi.ts";

/** Parameters of `cblas_sgemm`. */
export type Sgemm = [
  order: number,
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Float32Array,
  lda: number,
  b: Float32Array,
  ldb: number,
  beta: number,
  c: Float32Array,
  ldc: number,
];

/** Functions of a library by name, or what the loader says instead. */
type FakeLibrary = Record<string, (...values: never) => void> | string;

/** What a fake of Deno is to hold. */
export interface FakeOptions {
  os?: string;
  arch?: string;
  /** Flags that were given; default `--allow-ffi`. */
  flags?: readonly string[];
  /** Libraries by path or name; others are not there. */
  libraries?: Record<string, FakeLibrary>;
}

/** Stands in for Deno, and keeps what was done with it. */
export class FakeFfi implements Ffi {
  readonly build: { os: string; arch: string };
  readonly permissions: Ffi["permissions"];
  /** Libraries that were opened, and not closed since. */
  readonly open: string[] = [];
  /** Functions that were asked for. */
  functions: Record<string, ForeignFunction> = {};
  readonly #libraries: Record<string, FakeLibrary>;
  readonly #flags: readonly string[];

  constructor(options: FakeOptions = {}) {
    const { os = "linux", arch = "x86_64", libraries = {} } = options;
    this.build = { os, arch };
    this.#libraries = libraries;
    this.#flags = options.flags ?? ["--allow-ffi"];
    this.permissions = {
      querySync: ({ path }) => ({ state: this.#stateOf(path) }),
    };
  }

  dlopen(
    library: string,
    functions: Record<string, ForeignFunction>,
  ): ReturnType<Ffi["dlopen"]> {
    const path = /[/\\]/.test(library) ? library : undefined;
    if (this.#stateOf(path) !== "granted") {
      throw new Error(`Asks whether ${library} may be loaded`);
    }
    const found = this.#libraries[library] ??
      `${library}: cannot open shared object file: No such file or directory`;
    if (typeof found === "string") {
      const prefix = "Could not open library: ";
      throw new Error(prefix + prefix + found);
    }
    this.functions = functions;
    this.open.push(library);
    const names = Object.keys(functions);
    return {
      symbols: Object.fromEntries(
        names.map((name) => [name, found[name] ?? null]),
      ),
      close: () => this.open.splice(this.open.indexOf(library), 1),
    };
  }

  #stateOf(path: string | undefined): string {
    const has = (flag: string): boolean => this.#flags.includes(flag);
    if (has("--deny-ffi")) return "denied";
    const isGranted = has("--allow-ffi") || has(`--allow-ffi=${path}`);
    return isGranted ? "granted" : "prompt";
  }
}

/** The product of a BLAS library, as far as it is needed: alpha 1 and beta 0. */
export function cblasSgemm(
  ...[order, forA, forB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc]: Sgemm
): void {
  const [transposeA, transposeB] = [forA === 112, forB === 112];
  assertEquals([order, alpha, beta], [101, 1, 0]);
  assertEquals([lda, ldb, ldc], [transposeA ? m : k, transposeB ? k : n, n]);
  matmul(a, b, c, { m, k, n, transposeA, transposeB });
}
