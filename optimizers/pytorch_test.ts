import { assertClose } from "../tests/assert_close.ts";
import { createWeights, engines, stepTo } from "./_cases_test.ts";
import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  Fixed,
  Momentum,
  type Optimizer,
  RMSProp,
} from "./mod.ts";

// after five steps of PyTorch 2.13.0, with clip_grad_norm_, clip_grad_value_
// and weight_decay
const torch: [string, () => Optimizer, number[]][] = [
  [
    "Fixed with clipNorm",
    () => new Fixed(0.1, { clipNorm: 1 }),
    [
      ...[0.383826346, -1.38361054, 1.88572427],
      ...[0.109874768, 0.896725337, -0.155392485],
    ],
  ],
  [
    "Fixed with clipValue",
    () => new Fixed(0.1, { clipValue: 0.5 }),
    [0.371775998, -1.35, 1.85, 0.15, 0.870024558, -0.148229738],
  ],
  [
    "Fixed with clipNorm, then l2",
    () => new Fixed(0.1, { clipNorm: 1, l2: 0.2 }),
    [
      ...[0.340501161, -1.24414888, 1.69807252],
      ...[0.105608799, 0.804586031, -0.134907653],
    ],
  ],
  [
    "Momentum with l2",
    () => new Momentum(0.1, { l2: 0.2 }),
    [
      ...[-0.174218883, -0.582185072, 0.974774705],
      ...[0.495441868, 0.29220731, 0.22229833],
    ],
  ],
  [
    "Adam with l2",
    () => new Adam(0.1, { l2: 0.2 }),
    [
      ...[0.259235959, -1.21054352, 1.68815755],
      ...[0.236162714, 0.726787958, -0.0177431509],
    ],
  ],
  [
    "Adam with clipNorm",
    () => new Adam(0.1, { clipNorm: 1 }),
    [
      ...[0.205106817, -1.18718354, 1.67759564],
      ...[0.321178221, 0.690958316, 0.038499871],
    ],
  ],
  // with all defaults; PyTorch was given a momentum of 0.9, 0 by default there
  [
    "Momentum by default",
    () => new Momentum(),
    [
      ...[0.494014144, -1.49410171, 1.99430733],
      ...[0.00537310546, 0.995053998, -0.245580096],
    ],
  ],
  [
    "Adagrad by default",
    () => new Adagrad(),
    [
      ...[0.488512481, -1.48675963, 1.98505368],
      ...[0.0163960685, 0.982601401, -0.232122828],
    ],
  ],
  [
    "RMSProp by default",
    () => new RMSProp(),
    [
      ...[0.38471295, -1.36705043, 1.84992349],
      ...[0.164553509, 0.825518415, -0.0708676294],
    ],
  ],
  [
    "Adadelta by default",
    () => new Adadelta(),
    [
      ...[0.494949941, -1.49399136, 1.99316229],
      ...[0.00738649343, 0.99244145, -0.242610279],
    ],
  ],
  [
    "Adam by default",
    () => new Adam(),
    [
      ...[0.497759422, -1.4976557, 1.99759099],
      ...[0.00241935142, 0.99763153, -0.247737136],
    ],
  ],
  [
    "AdamW by default",
    () => new AdamW(),
    [
      ...[0.497734486, -1.49758076, 1.99749106],
      ...[0.00241928109, 0.997581601, -0.247724704],
    ],
  ],
];

for (const [name, create, expected] of torch) {
  for (const engine of engines) {
    Deno.test(`${name} takes the steps of PyTorch 2.13.0 (${engine})`, () => {
      const weights = createWeights(engine);
      stepTo(5, create(), [weights]);
      assertClose(weights.value.data, expected, { absolute: 5e-7 });
    });
  }
}
