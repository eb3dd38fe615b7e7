/** The exports of `tensor/assembly/index.ts`; pointers are in bytes. */
export interface KernelExports {
  f32_gemm_scratch(m: number, n: number, k: number): number;
  f32_gemm(
    a: number,
    b: number,
    c: number,
    m: number,
    n: number,
    k: number,
    transposeA: boolean,
    transposeB: boolean,
    lda: number,
    ldb: number,
    ldc: number,
    bias: number,
    kind: number,
    slope: number,
    scratch: number,
    skipsZeros: boolean,
  ): void;
  f32_list_gemm_scratch(m: number, n: number, k: number): number;
  f32_list_gemm(
    a: number,
    b: number,
    c: number,
    m: number,
    n: number,
    k: number,
    transposeA: boolean,
    transposeB: boolean,
    lda: number,
    ldb: number,
    ldc: number,
    bias: number,
    kind: number,
    slope: number,
    scratch: number,
    packs: boolean,
  ): void;
  f32_lists_pay(
    a: number,
    m: number,
    k: number,
    n: number,
    transposed: boolean,
  ): number;
  f32_sum_rows(
    from: number,
    to: number,
    rows: number,
    columns: number,
    step: number,
  ): void;
  f32_activation(
    kind: number,
    from: number,
    fromStep: number,
    bias: number,
    to: number,
    toStep: number,
    rows: number,
    columns: number,
    slope: number,
  ): void;
  f32_epilogue(
    bias: number,
    kind: number,
    slope: number,
    c: number,
    ldc: number,
    rows: number,
    columns: number,
  ): void;
  f32_activation_gradient(
    kind: number,
    saved: number,
    gradient: number,
    to: number,
    sums: number,
    rows: number,
    columns: number,
    step: number,
    slope: number,
  ): void;
  f32_softmax(
    from: number,
    to: number,
    rows: number,
    columns: number,
    factor: number,
  ): number;
  f32_softmax_gradient(
    p: number,
    gradient: number,
    to: number,
    rows: number,
    columns: number,
  ): void;
  f32_softmax_crossentropy(
    logits: number,
    targets: number,
    gradient: number,
    rows: number,
    columns: number,
  ): number;
  f32_sparse_softmax_crossentropy(
    logits: number,
    labels: number,
    gradient: number,
    rows: number,
    columns: number,
  ): number;
  f32_sigmoid_crossentropy(
    logits: number,
    targets: number,
    gradient: number,
    count: number,
    rows: number,
  ): number;
  f32_dropout(
    from: number,
    to: number,
    count: number,
    bound: number,
    scale: number,
    left: number,
    right: number,
  ): void;
  f32_column_moments(...args: MomentsArguments): void;
  f32_row_moments(...args: MomentsArguments): void;
  f32_normalize_columns(...args: NormalizeArguments): void;
  f32_normalize_rows(...args: NormalizeArguments): void;
  f32_normalize_columns_gradient(...args: NormalizeGradientArguments): void;
  f32_normalize_rows_gradient(...args: NormalizeGradientArguments): void;
  f32_all_finite(from: number, count: number): number;
  f32_descend(
    w: number,
    g: number,
    count: number,
    scale: number,
    limit: number,
    l1: number,
    l2: number,
    rate: number,
  ): void;
  f32_momentum(
    w: number,
    g: number,
    v: number,
    count: number,
    scale: number,
    limit: number,
    l1: number,
    l2: number,
    rate: number,
    momentum: number,
    nesterov: boolean,
  ): void;
  f32_adagrad(
    w: number,
    g: number,
    s: number,
    count: number,
    scale: number,
    limit: number,
    l1: number,
    l2: number,
    rate: number,
    epsilon: number,
  ): void;
  f32_rmsprop(
    w: number,
    g: number,
    s: number,
    count: number,
    scale: number,
    limit: number,
    l1: number,
    l2: number,
    rate: number,
    rho: number,
    rest: number,
    epsilon: number,
  ): void;
  f32_adadelta(
    w: number,
    g: number,
    s: number,
    u: number,
    count: number,
    scale: number,
    limit: number,
    l1: number,
    l2: number,
    rate: number,
    rho: number,
    rest: number,
    epsilon: number,
  ): void;
  f32_adam(
    w: number,
    g: number,
    m: number,
    v: number,
    count: number,
    scale: number,
    limit: number,
    l1: number,
    l2: number,
    rate: number,
    rest1: number,
    beta2: number,
    rest2: number,
    root: number,
    epsilon: number,
    decay: number,
  ): void;
  f32_sum_squares(from: number, count: number): number;
  u8_scale(from: number, to: number, count: number, scale: number): void;
  u8_pair_list(
    pixels: number,
    rows: number,
    pairs: number,
    spans: number,
    to: number,
  ): number;
  u8_pair_touch(spans: number, rows: number): number;
  u8_pair_transpose(
    spans: number,
    rows: number,
    pairs: number,
    scale: number,
  ): void;
  u8_pair_gemm(
    spans: number,
    rows: number,
    pairs: number,
    b: number,
    c: number,
    n: number,
    ldb: number,
    bias: number,
    kind: number,
    slope: number,
    scratch: number,
  ): void;
  u8_pair_gemm_scratch(rows: number): number;
  u8_pair_gemm_1x10(
    spans: number,
    rows: number,
    scale: number,
    b: number,
    c: number,
    bias: number,
    kind: number,
    slope: number,
  ): void;
  u8_pair_gemm_transposed(
    spans: number,
    rows: number,
    pairs: number,
    b: number,
    c: number,
    n: number,
    first: number,
    count: number,
  ): void;
  u8_pair_gemm_transposed_1x10(
    spans: number,
    rows: number,
    pairs: number,
    scale: number,
    b: number,
    c: number,
  ): void;
}

type MomentsArguments = [
  x: number,
  mean: number,
  variance: number,
  rows: number,
  columns: number,
];
type NormalizeArguments = [
  from: number,
  mean: number,
  variance: number,
  gamma: number,
  beta: number,
  to: number,
  rows: number,
  columns: number,
  epsilon: number,
];
type NormalizeGradientArguments = [
  x: number,
  mean: number,
  variance: number,
  gamma: number,
  gradient: number,
  to: number,
  gammaGradient: number,
  betaGradient: number,
  rows: number,
  columns: number,
  epsilon: number,
  inverses: number, // by rows alone
];
