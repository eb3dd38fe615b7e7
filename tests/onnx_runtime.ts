import { type Tensor, tensor } from "@cutedl/tensor";
import { fromFileUrl } from "@std/path";
import { permits } from "./permissions.ts";

/** A model to run. */
export interface OnnxJob {
  /** The file, as base64. */
  model: string;
  /** What it is given, one after the other. */
  inputs: OnnxTensor[];
  /** Whether the runtime may fuse nodes. */
  optimize: boolean;
}

/** What came of it. */
export interface OnnxResult {
  inputNames: string[];
  outputNames: string[];
  outputs: OnnxTensor[];
}

/** Shape, and float32 elements as base64. */
export interface OnnxTensor {
  shape: number[];
  data: string;
}

/** A model for the runtime, and what it is to predict from. */
export interface OnnxRun {
  model: Uint8Array;
  inputs: readonly Tensor[];
}

/** What the runtime makes of a model. */
export interface OnnxOutcome {
  inputNames: string[];
  outputNames: string[];
  /** For each of the inputs, with nodes as they are. */
  outputs: Tensor[];
  /** The same with all optimizations, such as nodes that are fused. */
  optimized: Tensor[];
}

const path = (name: string) => fromFileUrl(new URL(name, import.meta.url));

/** For the names of tests that need the runtime: why there is none. */
export const noOnnxRuntime: string = await findRuntime();

/** Runs models by onnxruntime-node, all in one process. */
export async function runOnnx(
  runs: readonly OnnxRun[],
): Promise<OnnxOutcome[]> {
  const jobs = runs.flatMap(({ model, inputs }): OnnxJob[] => {
    const job = { model: model.toBase64(), inputs: inputs.map(toJson) };
    return [{ ...job, optimize: false }, { ...job, optimize: true }];
  });
  const { code, out, err } = await probe(jobs);
  if (code !== 0) throw new Error(`The runtime failed:\n${err}`);
  const results: OnnxResult[] = JSON.parse(out);
  return runs.map((_, i) => {
    const [plain, optimized] = results.slice(2 * i, 2 * i + 2);
    const { inputNames, outputNames, outputs } = plain!;
    return {
      inputNames,
      outputNames,
      outputs: outputs.map(fromJson),
      optimized: optimized!.outputs.map(fromJson),
    };
  });
}

async function findRuntime(): Promise<string> {
  const mayRun = await permits({ name: "ffi" }) && await permits({
    name: "run",
    command: "deno",
  });
  if (!mayRun) return " (skipped: needs --allow-ffi and --allow-run=deno)";
  const { code, err } = await probe([]);
  if (code === 0) return "";
  const isUnfetched = /Failed (?:loading|caching)/.test(err) &&
    !/checksum/.test(err);
  if (isUnfetched) return " (skipped: cannot fetch onnxruntime-node)";
  throw new Error(`Cannot load onnxruntime-node:\n${err}`);
}

async function probe(jobs: readonly OnnxJob[]) {
  const process = new Deno.Command("deno", {
    args: [
      "run",
      "--no-prompt",
      "--no-config",
      `--lock=${path("onnx_runtime.lock")}`,
      "--frozen",
      "--allow-ffi",
      path("_onnx_runtime_probe.ts"),
    ],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = new Blob([JSON.stringify(jobs)]).stream();
  const [{ code, stdout, stderr }] = await Promise.all([
    process.output(),
    input.pipeTo(process.stdin).catch(() => {}), // it may have failed
  ]);
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

function toJson({ shape, data }: Tensor): OnnxTensor {
  return {
    shape: [...shape],
    data: new Uint8Array(new Float32Array(data).buffer).toBase64(),
  };
}

function fromJson({ shape, data }: OnnxTensor): Tensor {
  const elements = new Float32Array(Uint8Array.fromBase64(data).buffer);
  return tensor(elements, shape);
}
