/** A program that is measured, as it is run. */
export interface Contender {
  /** Name on the command line. */
  readonly id: string;
  /** Name in the table. */
  readonly name: string;
  /** Program and arguments, without the job. */
  readonly command: readonly string[];
  /** Which of several ways to compute; see `Job`. */
  readonly variant: string;
  readonly threads: number;
  /** How to get it, where it is missing. */
  readonly remedy: string;
}

/** What the others are compared to. */
export const BASELINE = "pytorch-1";

/** Where programs and files are. */
export interface Places {
  /** Name or path of Python. */
  python: string;
  /** Directory with all that contenders read. */
  inputs: string;
}

/** All contenders, in the order of the table. */
export function contenders({ python, inputs }: Places): Contender[] {
  const ours = (engine: string, name: string, threads = 1): Contender => {
    const isBlas = engine.startsWith("blas");
    return {
      id: `cutedl-${engine}`,
      name: `cutedl, ${name}`,
      command: [
        ...[Deno.execPath(), "run", "--quiet", "--no-prompt"],
        ...[`--allow-read=${inputs}`, ...isBlas ? ["--allow-ffi"] : []],
        path("with_cutedl.ts"),
      ],
      variant: engine,
      threads,
      remedy: isBlas
        ? "install a BLAS library, as by apt install libopenblas0"
        : "this engine does not run here",
    };
  };
  const fromPip = (file: string, name: string, threads = 1): Contender => ({
    id: `${name.toLowerCase()}-${threads}`,
    name: `${name}, ${threads} thread${threads === 1 ? "" : "s"}`,
    command: [python, path(file)],
    variant: "cpu",
    threads,
    remedy: name === "PyTorch"
      ? "pip install --no-deps torch==2.13.0, beside numpy"
      : "pip install numpy",
  });
  const fromNpm = (file: string, name: string): Contender => ({
    id: file.replace("with_", "").replace(".ts", "").replace("_", "-"),
    name: `${name}, wasm, 1 thread`,
    command: [
      ...[Deno.execPath(), "run", "--quiet", "--no-prompt"],
      ...["--no-config", "--no-lock"], // they are no part of the workspace
      ...["--allow-read", "--allow-env", "--allow-sys", path(file)],
    ],
    variant: "wasm",
    threads: 1,
    remedy: "it comes from the npm registry, which must be in reach once",
  });
  return [
    ours("wasm", "wasm, 1 thread"),
    ours("wasm-2", "wasm, 2 threads", 2),
    ours("blas", "blas, 1 thread"),
    ours("blas-2", "blas, 2 threads", 2),
    ours("wasm-plain", "wasm without relaxed SIMD, 1 thread"),
    fromPip("with_pytorch.py", "PyTorch"),
    fromPip("with_pytorch.py", "PyTorch", 2),
    fromPip("with_numpy.py", "NumPy"),
    fromNpm("with_jax_js.ts", "jax-js"),
    fromNpm("with_tfjs.ts", "TensorFlow.js"),
  ];
}

function path(file: string): string {
  return new URL(file, import.meta.url).pathname;
}
