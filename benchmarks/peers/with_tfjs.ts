/**
 * TensorFlow.js with its WebAssembly backend, which runs on one thread in Deno.
 *
 * @module
 */
import { type InitialLayer, type Peer, runPeer } from "./run_peer.ts";
import type { Job } from "./protocol.ts";

// Not literals where they are imported: those would be downloaded with the graph.
const VERSION = "4.22.0";
const core = `npm:@tensorflow/tfjs@${VERSION}`;
const backend = `npm:@tensorflow/tfjs-backend-wasm@${VERSION}`;

/** An array that lives until the end of the `tidy` that it was made in. */
interface Tensor {
  dataSync(): Float32Array;
}

/** The part of TensorFlow.js that is used here. */
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(data: Float32Array, shape: readonly number[]): Tensor;
  variable(initial: Tensor): Tensor;
  tidy<Result>(compute: () => Result): Result;
  matMul(a: Tensor, b: Tensor): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  losses: { softmaxCrossEntropy(targets: Tensor, logits: Tensor): Tensor };
  train: {
    sgd(learningRate: number): {
      minimize(loss: () => Tensor, returnCost: true): Tensor;
    };
  };
}

const tf: TensorFlow = await import(core);
await import(backend);
await tf.setBackend("wasm");
await tf.ready();

function makePeer(job: Job, layers: InitialLayer[]): Peer {
  const [pixels, classes] = [job.sizes[0]!, job.sizes.at(-1)!];
  const optimizer = tf.train.sgd(job.learningRate);
  const variables = layers.map(({ kernel, bias, inputs, units }) => ({
    kernel: tf.variable(tf.tensor(kernel, [inputs, units])),
    bias: tf.variable(tf.tensor(bias, [units])),
  }));
  const forward = (inputs: Tensor): Tensor =>
    variables.reduce((values, { kernel, bias }, i) => {
      const activated = i === 0 ? values : tf.relu(values);
      return tf.add(tf.matMul(activated, kernel), bias);
    }, inputs);
  return {
    train: (inputs, targets, batch) =>
      tf.tidy(() => {
        // copied: the memory is used again
        const rows = tf.tensor(inputs.slice(), [batch, pixels]);
        const classesOfRows = tf.tensor(targets.slice(), [batch, classes]);
        const loss = () =>
          tf.losses.softmaxCrossEntropy(classesOfRows, forward(rows));
        return optimizer.minimize(loss, true).dataSync()[0]!;
      }),
    predict: (inputs, batch) =>
      tf.tidy(() => forward(tf.tensor(inputs, [batch, pixels])).dataSync()),
  };
}

runPeer({ "TensorFlow.js": VERSION }, makePeer);
