import type { Target } from "./mutant.ts";

const rows = ["tensor/engines/rows_test.ts"];
const losses = ["tensor/engines/losses_test.ts"];
const elements = ["tensor/engines/elements_test.ts"];
const products = ["tensor/engines/products_test.ts"];
const pixels = ["tensor/engines/pixels_test.ts"];
const updates = ["tensor/engines/updates_test.ts"];
const normalization = ["tensor/engines/normalization_test.ts"];

/** Faults of the kernels in AssemblyScript. */
export const kernels: readonly Target[] = [
  {
    file: "tensor/assembly/f32_gemm.ts",
    tests: products,
    faults: [{
      fault: "a bias with the stride of columns that are not shared",
      from: "f32_epilogue(bias, kind, slope, c, 4 * ldc, m, n)",
      to: "f32_epilogue(bias, kind, slope, c, 4 * n, m, n)",
    }],
  },
  {
    file: "tensor/assembly/u8_pair_gemm.ts",
    tests: pixels,
    faults: [{
      fault: "the bias of the first columns for all",
      from: "if (bias) bias += 4 * columns;",
      to: "",
    }],
  },
  {
    file: "tensor/assembly/f32_gemm_6x8.ts",
    tests: products,
    faults: [{
      fault: "the sum over earlier blocks of k lost",
      from: "v128.store(c, f32x4.add(v128.load(c), c0));",
      to: "v128.store(c, c0);",
    }],
  },
  {
    file: "tensor/assembly/f32_gemm_4x10.ts",
    tests: products,
    faults: [{
      fault: "a row that takes the last columns of its neighbour",
      from: "put(first, c, c30, c31, v128.shuffle<u64>(c22, c22, 1, 1));",
      to: "put(first, c, c30, c31, c22);",
    }],
  },
  {
    file: "tensor/assembly/f32_gemv_16x1.ts",
    tests: products,
    faults: [{
      fault: "a sum of two groups of rows that is added twice",
      from: "if (i >= row - last) store",
      to: "store",
    }],
  },
  {
    file: "tensor/assembly/f32_gemm_pack.ts",
    tests: products,
    faults: [{
      fault: "a tail of columns that is one too short",
      from: "for (; c < columns; c++) {",
      to: "for (; c < columns - 1; c++) {",
    }],
  },
  {
    file: "tensor/assembly/f32_list_gemm.ts",
    tests: products,
    faults: [{
      fault: "a transposed B that is read as it lies",
      from: "const packed = packs || transposeB,",
      to: "const packed = packs,",
    }],
  },
  {
    file: "tensor/assembly/f32_gemm_lists.ts",
    tests: products,
    faults: [{
      fault: "a tail of one element that is left out",
      from: "if (p > 0) at = put(at, f32x4_load_part(from, p), steps);",
      to: "if (p > 1) at = put(at, f32x4_load_part(from, p), steps);",
    }],
  },
  {
    file: "tensor/assembly/f32_softmax.ts",
    tests: [...rows, ...losses],
    faults: [
      {
        fault: "a maximum that looks past the end of the row",
        from: "f32x4_keep_part(end, f32x4.splat(-Infinity), columns)",
        to: "end",
      },
      {
        fault: "a sum that goes past the end of the row",
        from: "f32x4_keep_end(f32x4_load_end(end, count), count)",
        to: "f32x4_load_end(end, count)",
      },
      {
        fault: "a tail that the gradient leaves out",
        from:
          "dot += f32x4_sum(f32x4.mul(g, f32x4_load_part(p + whole, rest)));",
        to: "",
      },
    ],
  },
  {
    file: "tensor/assembly/f32_crossentropy.ts",
    tests: losses,
    faults: [
      {
        fault: "soft targets taken to sum to 1",
        from: "<f32>(weight / (sum * rows))",
        to: "<f32>(1 / (sum * rows))",
      },
      {
        fault: "a target that is not averaged",
        from: "load<f32>(gradient + target) - <f32>each",
        to: "load<f32>(gradient + target) - 1",
      },
      {
        fault: "a loss of lanes past the end",
        from: "f32x4_sum(f32x4_keep_part(value, zero, left))",
        to: "f32x4_sum(value)",
      },
    ],
  },
  {
    file: "tensor/assembly/f32_adam.ts",
    tests: updates,
    faults: [{
      fault: "epsilon under the root",
      from: "madd(root, f32x4.sqrt(square), epsilon)",
      to: "f32x4.mul(root, f32x4.sqrt(f32x4.add(square, epsilon)))",
    }],
  },
  {
    file: "tensor/assembly/f32_momentum.ts",
    tests: updates,
    faults: [{
      fault: "momentum without Nesterov",
      from: "nesterov ? madd(kept, velocity, gradient) : velocity",
      to: "velocity",
    }],
  },
  {
    file: "tensor/assembly/f32x4_gradient.ts",
    tests: updates,
    faults: [{
      fault: "gradients clipped from above alone",
      from: "f32x4.pmax(f32x4.pmin(scaled, limit), f32x4.sub(zero, limit))",
      to: "f32x4.pmin(scaled, limit)",
    }],
  },
  {
    file: "tensor/assembly/f32_adadelta.ts",
    tests: updates,
    faults: [{
      fault: "a mean of gradients where changes are meant",
      from: "f32x4_mean_square(past, change,",
      to: "f32x4_mean_square(past, gradient,",
    }],
  },
  {
    file: "tensor/assembly/f32_descend.ts",
    tests: updates,
    faults: [{
      fault: "a gradient read twice in an unrolled loop",
      from: "step(plain, true, w + 48, g + 48,",
      to: "step(plain, true, w + 48, g + 32,",
    }],
  },
  {
    file: "tensor/assembly/f32_sum_squares.ts",
    tests: updates,
    faults: [{
      fault: "a sum that goes past the end",
      from: "count >= 2 ? v128.load64_zero(from) : f32x4_load_part(from, 1)",
      to: "v128.load64_zero(from)",
    }],
  },
  {
    file: "tensor/assembly/f32_dropout.ts",
    tests: ["tensor/engines/dropout_test.ts"],
    faults: [{
      fault: "a mask that repeats itself",
      from: "i32x4.add(counters, i32x4.splat(4))",
      to: "i32x4.add(counters, i32x4.splat(0))",
    }],
  },
  {
    file: "tensor/assembly/f32_normalize.ts",
    tests: normalization,
    faults: [{
      fault: "a tail that takes the scale of the first columns",
      from: "false, from + whole, means, inverse, gamma + whole,",
      to: "false, from + whole, means, inverse, gamma,",
    }],
  },
  {
    file: "tensor/assembly/f32_moments.ts",
    tests: normalization,
    faults: [{
      fault: "a variance over n - 1",
      from: "<f32>(sum * share)",
      to: "<f32>(sum / <f64>(columns - 1))",
    }],
  },
  {
    file: "tensor/assembly/f32_rows.ts",
    tests: rows,
    faults: [{
      fault: "long columns whose sums drift",
      from: "const ROW_BLOCK = 256",
      to: "const ROW_BLOCK = 1048576",
    }, {
      fault: "a tail that forgets earlier rows",
      from: "if (!first) sums = f32x4.add(f32x4_load_part(to, left), sums);",
      to: "",
    }],
  },
  {
    file: "tensor/assembly/f32_activation.ts",
    tests: [...elements, ...products],
    faults: [
      {
        fault: "NaN that relu hides",
        from: "f32x4.pmax(x, floor)); // NaN",
        to: "f32x4.pmax(floor, x)); // NaN",
      },
      {
        fault: "a tail without bias",
        from: "if (rest && bias) last",
        to: "if (rest && !bias) last",
      },
      {
        fault: "a tail that is added to twice",
        from:
          "if (rest) f32x4_store_end(end, f32x4.pmax(last, floor), columns);",
        to:
          "if (rest) f32x4_store_end(end, f32x4.add(f32x4_load_end(end, columns), last), columns);",
      },
      {
        fault: "a bias without its activation",
        from: "if (bias || kind != LINEAR) f32_activation",
        to: "if (kind != LINEAR) f32_activation",
      },
      {
        fault: "sums of a gradient that forget the slope",
        from: "if (sums) f32_sum_rows(first,",
        to: "if (sums) f32_sum_rows(gradient - (to - first),",
      },
      {
        fault: "NaN that gelu makes of -Infinity",
        from: "f32x4.pmax(f32x4.splat(-1e30), x)",
        to: "x",
      },
    ],
  },
  {
    file: "tensor/assembly/f32x4_functions.ts",
    tests: elements,
    faults: [{
      fault: "a polynomial of tanh used beyond its range",
      from: "f32x4.splat(0.625)",
      to: "f32x4.splat(0.8)",
    }],
  },
  {
    file: "tensor/assembly/f32_elements.ts",
    tests: elements,
    faults: [{
      fault: "lanes that are not looked at",
      from: "v128.or(v128.or(s0, s1), v128.or(s2, s3))",
      to: "v128.or(v128.or(s0, s1), s2)",
    }],
  },
  {
    file: "tensor/assembly/u8_scale.ts",
    tests: elements,
    faults: [{
      fault: "a tail that is not scaled",
      from: "<f32>load<u8>(from) * scale",
      to: "<f32>load<u8>(from)",
    }],
  },
  {
    file: "tensor/assembly/u8_pair_lists.ts",
    tests: pixels,
    faults: [{
      fault: "two pixels that change places",
      from: "pair << 16 | both",
      to: "pair << 16 | (both & 0xff) << 8 | both >> 8",
    }, {
      fault: "a second pixel that is the first again",
      from: "v128.shuffle<f32>(values, values, 3, 3, 3, 3)",
      to: "v128.shuffle<f32>(values, values, 1, 1, 1, 1)",
    }],
  },
  {
    file: "tensor/assembly/f32x4_sum.ts",
    tests: [...rows, ...losses],
    faults: [{
      fault: "long sums that drift",
      from: "SUM_BLOCK = 256",
      to: "SUM_BLOCK = 1048576",
    }],
  },
  {
    file: "tensor/assembly/f32_normalize_gradient.ts",
    tests: normalization,
    faults: [{
      fault: "a tail that the gradient takes for zero",
      from: "sum += <f64>scaled;",
      to: "sum += 0 * <f64>scaled;",
    }, {
      fault: "a gradient that forgets the scale",
      from:
        "const factor = f32x4.mul(f32x4_load(whole, gamma, columns), inverse);",
      to: "const factor = inverse;",
    }],
  },
  {
    file: "tensor/assembly/f32_rmsprop.ts",
    tests: updates,
    faults: [{
      fault: "epsilon under the root",
      from: "f32x4.add(f32x4.sqrt(square), epsilon)",
      to: "f32x4.sqrt(f32x4.add(square, epsilon))",
    }],
  },
  {
    file: "tensor/assembly/f32x4_mean.ts",
    tests: updates,
    faults: [{
      fault: "moments that become subnormal",
      from: "return v128.andnot(x, i32x4.eq(exponent, i32x4.splat(0)));",
      to: "return x;",
    }],
  },
];
