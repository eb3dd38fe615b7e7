import { isRight } from "./_blas_check.ts";
import type { Ffi, ForeignFunction } from "./_ffi.ts";
import type { BlasAttempt } from "./blas_error.ts";
import type { MatmulSize } from "./engine.ts";

/** A BLAS library. */
export interface BlasLibrary {
  /** Path or name that it was loaded by. */
  readonly path: string;
  /** Dense matrix product; see {@linkcode Engine.matmul}. */
  readonly product: (
    a: Float32Array,
    b: Float32Array,
    outputs: Float32Array,
    size: MatmulSize,
  ) => void;
  /** Sets how many threads compute, where the library lets it be set. */
  readonly setThreads: ((threads: number) => void) | undefined;
}

type Sgemm = (...values: (number | Float32Array)[]) => void;

// as in cblas.h
const ROW_MAJOR = 101;
const NO_TRANSPOSE = 111;
const TRANSPOSE = 112;

/**
 * A library with 64-bit integers (ILP64) reads all of these, one with 32-bit
 * integers their low half, in each calling convention that Deno runs on. Called
 * with 32 bits, the former would read what lies beside them, and crash.
 */
const INTEGER = "i64";
const SGEMM: ForeignFunction = {
  parameters: [
    ...["i32", "i32", "i32"] as const, // order, transpositions
    ...[INTEGER, INTEGER, INTEGER] as const, // m, n, k
    ...["f32", "buffer", INTEGER] as const, // alpha, a, its row stride
    ...["buffer", INTEGER] as const, // b, its row stride
    ...["f32", "buffer", INTEGER] as const, // beta, c, its row stride
  ],
  result: "void",
  optional: true,
};
const SET_THREADS: ForeignFunction = {
  parameters: ["i32"],
  result: "void",
  optional: true,
};

/** Names of the product, each with those of the function that sets threads. */
const names = [
  ["cblas_sgemm", ["openblas_set_num_threads", "MKL_Set_Num_Threads"]],
  // OpenBLAS with 64-bit integers, under names of its own
  ["cblas_sgemm64_", ["openblas_set_num_threads64_"]],
  // OpenBLAS as numpy and scipy bring it
  ["scipy_cblas_sgemm", ["scipy_openblas_set_num_threads"]],
  ["scipy_cblas_sgemm64_", ["scipy_openblas_set_num_threads64_"]],
] as const;
const functions: Record<string, ForeignFunction> = Object.fromEntries(
  names.flatMap(([sgemm, setters]) => [
    [sgemm, SGEMM],
    ...setters.map((setter) => [setter, SET_THREADS]),
  ]),
);

/** Opens a library by its path or name, asking nobody, or says why it cannot. */
export function openBlas(path: string, ffi: Ffi): BlasLibrary | BlasAttempt {
  const refusal = permissionRefusal(path, ffi);
  if (refusal !== undefined) return { library: path, ...refusal };
  let opened: ReturnType<Ffi["dlopen"]>;
  try {
    opened = ffi.dlopen(path, functions);
  } catch (error) {
    return { library: path, reason: reasonOf(error, path) };
  }
  const refuse = (reason: string): BlasAttempt => {
    opened.close();
    return { library: path, reason };
  };

  const { symbols } = opened;
  const found = names.find(([sgemm]) => symbols[sgemm]);
  if (found === undefined) return refuse("it has no cblas_sgemm");
  const [name, setters] = found;
  const setter = setters.find((setter) => symbols[setter]);
  const product = productOf(symbols[name] as Sgemm);
  if (!isRight(product as never)) {
    return refuse("its products are wrong on this CPU: a newer version may do");
  }
  return {
    path,
    product,
    setThreads: setter &&
      symbols[setter] as BlasLibrary["setThreads"],
  };
}

/** Why a library may not be loaded, if it may not. */
function permissionRefusal(
  path: string,
  ffi: Ffi,
): Omit<BlasAttempt, "library"> | undefined {
  // a name, which the loader resolves, is no path that could be permitted
  const isPath = /[/\\]/.test(path);
  const { state } = ffi.permissions.querySync(
    isPath ? { name: "ffi", path } : { name: "ffi" },
  );
  if (state === "granted") return undefined;
  const flag = isPath ? `--allow-ffi=${permitted(path)}` : "--allow-ffi";
  const also = state === "denied" ? " and with --deny-ffi" : "";
  return { reason: `not permitted without ${flag}${also}`, flag };
}

/** What a flag names: Deno takes a comma for the end of a path. */
function permitted(path: string): string {
  const [start] = path.split(",") as [string];
  if (start === path) return path;
  const directory = start.replace(/[^/\\]*$/, "");
  return directory === "" ? "." : directory;
}

/** What the loader says, without what is known. */
function reasonOf(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const words = message.replaceAll("Could not open library: ", "")
    .replaceAll(/\s+/g, " ");
  const isMissing = /no such file/i.test(words) && words.includes(path);
  return isMissing ? "not found" : words.replace(`${path}: `, "");
}

function productOf(sgemm: Sgemm): BlasLibrary["product"] {
  return (a, b, outputs, size) => {
    const { m, k, n, transposeA = false, transposeB = false } = size;
    sgemm(
      ROW_MAJOR,
      transposeA ? TRANSPOSE : NO_TRANSPOSE,
      transposeB ? TRANSPOSE : NO_TRANSPOSE,
      m,
      n,
      k,
      1,
      a,
      transposeA ? m : k,
      b,
      transposeB ? k : n,
      0,
      outputs,
      n,
    );
  };
}
