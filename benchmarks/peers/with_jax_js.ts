/**
 * jax-js on WebAssembly: the whole step in one `jit`, run on this thread.
 *
 * @module
 */
import { type InitialLayer, type Peer, runPeer } from "./run_peer.ts";
import type { Job } from "./protocol.ts";

// Not a literal where it is imported: that would be downloaded with the graph.
const VERSION = "0.1.25";
const name = `npm:@jax-js/jax@${VERSION}`;

/** An array, which each use consumes; `ref` keeps it for one more use. */
interface Array {
  readonly ref: Array;
  readonly shape: readonly number[];
  add(other: Array): Array;
  sub(other: Array): Array;
  mul(other: Array | number): Array;
  sum(): Array;
  reshape(shape: readonly number[]): Array;
  dataSync(): Float32Array;
}

/** The part of jax-js that is used here. */
interface Jax {
  numpy: {
    array(data: Float32Array): Array;
    dot(a: Array, b: Array): Array;
  };
  nn: { relu(x: Array): Array; logSoftmax(x: Array): Array };
  init(device: string): Promise<unknown>;
  defaultDevice(device: string): void;
  jit<Arguments extends unknown[], Result>(
    compute: (...args: Arguments) => Result,
  ): (...args: Arguments) => Result;
  valueAndGrad<Rest extends unknown[]>(
    compute: (parameters: Array[], ...rest: Rest) => Array,
  ): (parameters: Array[], ...rest: Rest) => [Array, Array[]];
}

const { numpy, nn, init, defaultDevice, jit, valueAndGrad }: Jax = await import(
  name
);
await init("wasm");
defaultDevice("wasm");

function forward(parameters: Array[], inputs: Array): Array {
  let values = inputs;
  for (let i = 0; i < parameters.length; i += 2) {
    if (i > 0) values = nn.relu(values);
    values = numpy.dot(values, parameters[i]!).add(parameters[i + 1]!);
  }
  return values;
}

function loss(parameters: Array[], inputs: Array, targets: Array): Array {
  const batch = targets.shape[0]!;
  const logits = forward(parameters, inputs);
  return nn.logSoftmax(logits).mul(targets).sum().mul(-1 / batch);
}

function makePeer(job: Job, layers: InitialLayer[]): Peer {
  const [pixels, classes] = [job.sizes[0]!, job.sizes.at(-1)!];
  let parameters = layers.flatMap(({ kernel, bias, inputs, units }) => [
    numpy.array(kernel).reshape([inputs, units]),
    numpy.array(bias),
  ]);
  const step = jit((now: Array[], inputs: Array, targets: Array) => {
    const copies = now.map((parameter) => parameter.ref);
    const [value, gradients] = valueAndGrad(loss)(copies, inputs, targets);
    const next = now.map((parameter, i) =>
      parameter.sub(gradients[i]!.mul(job.learningRate))
    );
    return [next, value] as const;
  });
  const logits = jit(forward);
  return {
    train(inputs, targets, batch) {
      const [next, value] = step(
        parameters,
        numpy.array(inputs).reshape([batch, pixels]),
        numpy.array(targets).reshape([batch, classes]),
      );
      parameters = next;
      return value.dataSync()[0]!;
    },
    predict(inputs, batch) {
      const copies = parameters.map((parameter) => parameter.ref);
      const rows = numpy.array(inputs).reshape([batch, pixels]);
      return logits(copies, rows).dataSync();
    },
  };
}

runPeer({ "jax-js": VERSION }, makePeer);
