import type { Target } from "./mutant.ts";

/** Faults of tensors: reference, operations and random numbers. */
export const tensor: readonly Target[] = [
  {
    file: "tensor/reference/updates.ts",
    tests: ["tensor/engines/updates_test.ts", "optimizers"],
    faults: [
      {
        fault: "a step that climbs",
        from: `value[i]! -= settings.learningRate *
      take`,
        to: `value[i]! += settings.learningRate *
      take`,
      },
      {
        fault: "momentum without Nesterov",
        from: "settings.nesterov ? settings.momentum * v + g : v",
        to: "v",
      },
      {
        fault: "no bias correction of the mean",
        from: "m / (1 - beta1 ** step)",
        to: "m",
      },
      {
        fault: "epsilon under the root",
        from: "Math.sqrt(v / (1 - beta2 ** step))",
        to: "Math.sqrt(v / (1 - beta2 ** step) + epsilon) - epsilon",
      },
      {
        fault: "weight decay that ignores the learning rate",
        from: "learningRate * (corrected / (root + epsilon) + weightDecay * w)",
        to: "(learningRate * corrected / (root + epsilon) + weightDecay * w)",
      },
      {
        fault: "an L1 penalty that is an L2 penalty",
        from: "l1 * Math.sign(value)",
        to: "l1 * value",
      },
      {
        fault: "gradients clipped from above alone",
        from: "Math.max(-limit, Math.min(limit, scale * gradient))",
        to: "Math.min(limit, scale * gradient)",
      },
    ],
  },
  {
    file: "tensor/reference/softmax.ts",
    tests: ["tensor/engines/rows_test.ts", "tensor/operations/softmax_test.ts"],
    faults: [
      {
        fault: "no shift by the maximum",
        from: "max = Math.max(max, values[i]!);",
        to: "max = 0 * values[i]!;",
      },
      {
        fault: "a sign in the gradient of softmax",
        from: "(gradient[i]! - dot)",
        to: "(gradient[i]! + dot)",
      },
      {
        fault: "a maximum that is not subtracted",
        from: "inputs[i]! - max - Math.log(sum)",
        to: "inputs[i]! - Math.log(sum)",
      },
    ],
  },
  {
    file: "tensor/reference/crossentropy.ts",
    tests: ["tensor/engines/losses_test.ts"],
    faults: [
      {
        fault: "soft targets taken to sum to 1",
        from: "(p * weight - targets[i]!) / rows",
        to: "(p - targets[i]!) / rows",
      },
      {
        fault: "a gradient of the sum, not of the mean",
        from: "(i === target ? p - 1 : p) / rows",
        to: "i === target ? p - 1 : p",
      },
      {
        fault: "a sign in sigmoid cross-entropy",
        from: "Math.max(z, 0) - z * y",
        to: "Math.max(z, 0) + z * y",
      },
    ],
  },
  {
    file: "tensor/reference/activations.ts",
    tests: ["tensor/engines/elements_test.ts"],
    faults: [
      {
        fault: "a slope of relu at 0",
        from: "derivative: (y) => y > 0 ? 1",
        to: "derivative: (y) => y >= 0 ? 1",
      },
      {
        fault: "a derivative of tanh that forgets the square",
        from: "1 - y * y",
        to: "1 - y",
      },
    ],
  },
  {
    file: "tensor/reference/matmul.ts",
    tests: ["tensor/operations/matmul_test.ts"],
    faults: [{
      fault: "a forgotten transpose",
      from: "transposeA ? [1, m] : [k, 1]",
      to: "[k, 1]",
    }],
  },
  {
    file: "tensor/reference/dropout.ts",
    tests: ["tensor/engines/dropout_test.ts"],
    faults: [{
      fault: "dropout that does not scale what stays",
      from: "inputs[i]! * scale",
      to: "inputs[i]!",
    }],
  },
  {
    file: "tensor/reference/normalization.ts",
    tests: ["tensor/engines/normalization_test.ts"],
    faults: [
      {
        fault: "epsilon outside the root",
        from: "Math.sqrt(variance[group]! + size.epsilon)",
        to: "Math.sqrt(variance[group]!) + size.epsilon",
      },
      {
        fault: "a gradient that forgets the variance",
        from: "means[group]! + normalized(i, group) * products[group]!",
        to: "means[group]!",
      },
      {
        fault: "sum for mean",
        from: "sums.map((sum) => sum / length)",
        to: "sums.map((sum) => sum * length ** 0)",
      },
    ],
  },
  {
    file: "tensor/operations/reductions.ts",
    faults: [{
      fault: "a mean over all axes",
      from: "means[i]! /= reduction.length",
      to: "means[i]! /= tensor.size",
    }],
  },
  {
    file: "tensor/operations/argmax.ts",
    faults: [{
      fault: "the last of equals",
      from: "!(value <= best)",
      to: "!(value < best)",
    }],
  },
  {
    file: "tensor/operations/slice.ts",
    faults: [{
      fault: "an index from the end that is one off",
      from: "index + length",
      to: "index + length - 1",
    }],
  },
  {
    file: "tensor/operations/_broadcast.ts",
    faults: [{
      fault: "an axis of 0 that broadcasts to 1",
      from: "return left === 1 ? right : left;",
      to: "return Math.max(left, right);",
    }],
  },
  {
    file: "tensor/random.ts",
    tests: ["tensor/random_test.ts"],
    faults: [
      {
        fault: "a derived seed that ignores the key",
        from: "[...this.state, ...wordsOf(key)]",
        to: "[...this.state]",
      },
      {
        fault: "whole numbers with a bias",
        from: "this.uint32() << unused >>> unused",
        to: "this.uint32() % bound",
      },
      {
        fault: "permutations that leave nothing in its place",
        from: "this.integer(i + 1)",
        to: "this.integer(i)",
      },
    ],
  },
];
