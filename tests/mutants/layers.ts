import type { Target } from "./mutant.ts";

const dense = ["layers/dense_test.ts", "layers/layers_gradients_test.ts"];
const normalization = ["layers/batch_normalization_test.ts"];

/** Faults of layers, and of models as bytes. */
export const layers: readonly Target[] = [
  {
    file: "layers/_dense_weights.ts",
    tests: dense,
    faults: [
      {
        fault: "a bias that a single row skips",
        from: "bias: this.#bias?.value.data,",
        to: "bias: size.m > 1 ? this.#bias?.value.data : undefined,",
      },
      {
        fault: "a gradient of a bias that is frozen",
        from: "this.#bias?.trainable ? this.#bias.gradient.data : undefined",
        to: "this.#bias?.gradient.data",
      },
      {
        fault: "a gradient of the bias that goes stale",
        from: "if (biasGradient === undefined) return;",
        to: "if (biasGradient === undefined || delta.shape[0] === 1) return;",
      },
      {
        fault: "a forgotten transpose",
        from: "transposeB: true",
        to: "transposeB: false",
      },
    ],
  },
  {
    file: "layers/dense.ts",
    tests: [...dense, "layers/activations", "layers/gradients_test.ts"],
    faults: [{
      fault: "a derivative at the outputs, not at the inputs",
      from: "saved: { inputs, operand, saved: sums }",
      to: "saved: { inputs, operand, saved: outputs }",
    }],
  },
  {
    file: "layers/activations/_engine_settings.ts",
    tests: ["layers/dense_activation_test.ts"],
    faults: [{
      fault: "an activation whose own way back is passed over",
      from: " && activation.backward === backward",
      to: "",
    }],
  },
  {
    file: "layers/base_layer.ts",
    tests: ["layers/base_layer_test.ts", ...dense],
    faults: [
      {
        fault: "a backward pass of the first forward pass",
        from: "this.#pass = result;",
        to: "this.#pass ??= result;",
      },
      {
        fault: "a forward pass without training that is remembered",
        from: "if (pass.training) this",
        to: "this",
      },
    ],
  },
  {
    file: "layers/dropout.ts",
    tests: ["layers/dropout_test.ts"],
    faults: [
      {
        fault: "dropout while predicting",
        from: "!pass.training || rate === 0",
        to: "rate === 0",
      },
      {
        fault: "the same mask at every step",
        from: "[random!.uint32(), random!.uint32()]",
        to: "[random!.state[0], random!.state[1]]",
      },
      {
        fault: "a gradient that passes what was dropped",
        from: "pass.engine.dropout(gradient.data, outputs.data, settings);",
        to: "outputs.data.set(gradient.data);",
      },
    ],
  },
  {
    file: "layers/batch_normalization.ts",
    tests: normalization,
    faults: [
      {
        fault: "the variance of the batch while predicting",
        from: "pass.training && !isFrozen",
        to: "!isFrozen",
      },
      {
        fault: "moments that follow nothing",
        from:
          "moving.follow(moments, { ...size, momentum: this.momentum, engine });",
        to: "",
      },
    ],
  },
  {
    file: "layers/_moving_moments.ts",
    tests: normalization,
    faults: [
      {
        fault: "a variance over n",
        from: "share * rows / (rows - 1)",
        to: "share",
      },
      {
        fault: "momentum the wrong way round",
        from: "const share = 1 - momentum;",
        to: "const share = momentum;",
      },
    ],
  },
  {
    file: "layers/initializers/glorot_uniform.ts",
    faults: [{
      fault: "a limit for half the variance",
      from: "Math.sqrt(6 / (fanIn + fanOut))",
      to: "Math.sqrt(3 / (fanIn + fanOut))",
    }],
  },
  {
    file: "layers/initializers/he_normal.ts",
    faults: [{
      fault: "half the variance",
      from: "Math.sqrt(2 / fanIn)",
      to: "Math.sqrt(1 / fanIn)",
    }],
  },
  {
    file: "layers/_build_layers.ts",
    tests: ["layers/sequential_build_test.ts", "layers/sequential_test.ts"],
    faults: [{
      fault: "one seed for all layers",
      from: "random.derive(i)",
      to: "random.derive(0)",
    }],
  },
  {
    file: "layers/_predict_in_blocks.ts",
    tests: ["layers/sequential_test.ts"],
    faults: [{
      fault: "a dropped last block",
      from: "start < batch; start += BLOCK",
      to: "start === 0 || start + BLOCK <= batch; start += BLOCK",
    }],
  },
  {
    file: "layers/_first_trainable.ts",
    tests: ["layers/sequential_test.ts"],
    faults: [{
      fault: "a first trainable layer without gradients",
      from: "Math.max(0, index)",
      to: "Math.max(0, index + 1)",
    }],
  },
  {
    file: "layers/saving/_assign_weights.ts",
    faults: [{
      fault: "weights of another shape",
      from: "String(weight.shape) !== String(shape)",
      to: "weight.shape.length !== shape.length",
    }],
  },
  {
    file: "layers/saving/_pytorch_tensors.ts",
    faults: [{
      fault: "kernels of PyTorch that are not transposed",
      from: 'layer instanceof Dense && name === "weight"',
      to: 'layer instanceof Dense && name === "kernel"',
    }],
  },
  {
    file: "layers/saving/_pytorch_modules.ts",
    faults: [{
      fault: "module 10 before module 2",
      from: "if (isNumber(x)) return Number(x) - Number(y);",
      to: "",
    }],
  },
  {
    file: "layers/saving/model_from_bytes.ts",
    faults: [
      {
        fault: "frozen parameters that come back trainable",
        from: "parameter.trainable = false;",
        to: "parameter.trainable ||= false;",
      },
      {
        fault: "masks that begin anew",
        from: "layer.random.state = state;",
        to: "",
      },
    ],
  },
  {
    file: "layers/saving/_file_values.ts",
    faults: [{
      fault: "memory for weights that the file does not have",
      from: "if (spare >= 0)",
      to: "if (spare < Infinity)",
    }],
  },
  {
    file: "layers/onnx/_dense.ts",
    tests: ["layers/onnx", "tests/onnx_test.ts"],
    faults: [{
      fault: "kernels that ONNX transposes",
      from: "[graph.inputs, ...weights])",
      to: "[graph.inputs, ...weights], { transB: 1n })",
    }],
  },
  {
    file: "layers/onnx/_batch_normalization.ts",
    tests: ["layers/onnx", "tests/onnx_test.ts"],
    faults: [{
      fault: "an epsilon that ONNX is not told",
      from: "], { epsilon });",
      to: "]);",
    }],
  },
  {
    file: "layers/onnx/_layer_normalization.ts",
    tests: ["layers/onnx", "tests/onnx_test.ts"],
    faults: [{
      fault: "an epsilon that ONNX is not told",
      from: "{ axis: -1n, epsilon }",
      to: "{ axis: -1n }",
    }],
  },
  {
    file: "layers/_affine_parameters.ts",
    tests: [...normalization, "layers/layer_normalization_test.ts"],
    faults: [{
      fault: "a frozen scale that loses its gradient memory",
      from: `this.#gamma?.trainable
      ? this.#gamma.gradient`,
      to: `this.#gamma !== undefined
      ? this.#gamma.gradient`,
    }, {
      fault: "a scale that need not be there, of 0",
      from: "gamma.fill(1)",
      to: "gamma.fill(0)",
    }],
  },
  {
    file: "layers/_is_share.ts",
    tests: ["layers/dropout_test.ts", ...normalization],
    faults: [{
      fault: "a rate of 1",
      from: "value < 1",
      to: "value <= 1",
    }],
  },
  {
    file: "layers/saving/_revive.ts",
    faults: [{
      fault: "options that nobody takes",
      from: "if (Object.hasOwn(options, option)) continue;",
      to: "if (option) continue;",
    }, {
      fault: "classes named as properties of every object",
      from: "Object.hasOwn(classes, name) ? classes[name]",
      to: "name in classes ? classes[name]",
    }],
  },
  {
    file: "layers/sequential.ts",
    tests: ["layers/sequential_test.ts", "layers/sequential_build_test.ts"],
    faults: [{
      fault: "the first activation taken for the last",
      from: "this.layers.findLast(",
      to: "this.layers.find(",
    }, {
      fault: "a workspace that layers are not given",
      from: "const inner = { inputGradient: true as const, workspace };",
      to: "const inner = { inputGradient: true as const };",
    }],
  },
];
