/**
 * Runs ONNX models by Microsoft's runtime, which needs --allow-ffi: reads jobs
 * as JSON from the standard input, and writes what came of them.
 *
 * @module
 */
import type { OnnxJob, OnnxResult, OnnxTensor } from "./onnx_runtime.ts";

/** What is used of the package. */
interface Runtime {
  InferenceSession: {
    create(
      model: Uint8Array,
      options: {
        graphOptimizationLevel: "disabled" | "all";
        intraOpNumThreads: number;
      },
    ): Promise<InferenceSession>;
  };
  Tensor: new (type: "float32", data: Float32Array, shape: number[]) => Value;
}

interface InferenceSession {
  inputNames: string[];
  outputNames: string[];
  run(inputs: Record<string, Value>): Promise<Record<string, Value>>;
}

interface Value {
  data: Float32Array;
  dims: readonly number[];
}

// not a literal: it would be fetched wherever tests are checked
const specifier = `npm:onnxruntime-node@${"1.30.0"}`;
const { default: runtime }: { default: Runtime } = await import(specifier);

async function run({ model, inputs, optimize }: OnnxJob): Promise<OnnxResult> {
  const session = await runtime.InferenceSession.create(
    Uint8Array.fromBase64(model),
    {
      graphOptimizationLevel: optimize ? "all" : "disabled",
      intraOpNumThreads: 1,
    },
  );
  const { inputNames: [inputName], outputNames: [outputName] } = session;
  const outputs: OnnxTensor[] = [];
  for (const { shape, data } of inputs) {
    const elements = new Float32Array(Uint8Array.fromBase64(data).buffer);
    const value = new runtime.Tensor("float32", elements, shape);
    const results = await session.run({ [inputName!]: value });
    outputs.push(toJson(results[outputName!]!));
  }
  const { inputNames, outputNames } = session;
  return { inputNames, outputNames, outputs };
}

function toJson({ dims, data }: Value): OnnxTensor {
  const { buffer } = new Float32Array(data);
  return { shape: [...dims], data: new Uint8Array(buffer).toBase64() };
}

const jobs: OnnxJob[] = await new Response(Deno.stdin.readable).json();
const results: OnnxResult[] = [];
for (const job of jobs) results.push(await run(job));
console.log(JSON.stringify(results));
