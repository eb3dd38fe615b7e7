/** Everything that the wasm engine calls. */
export { f32_activation, f32_activation_gradient, f32_epilogue } from "./f32_activation";
export { f32_adadelta } from "./f32_adadelta";
export { f32_adagrad } from "./f32_adagrad";
export { f32_adam } from "./f32_adam";
export {
  f32_sigmoid_crossentropy, f32_softmax_crossentropy, f32_sparse_softmax_crossentropy,
} from "./f32_crossentropy";
export { f32_descend } from "./f32_descend";
export { f32_dropout } from "./f32_dropout";
export { f32_all_finite } from "./f32_elements";
export { f32_gemm, f32_gemm_scratch } from "./f32_gemm";
export { f32_column_moments, f32_row_moments } from "./f32_moments";
export { f32_momentum } from "./f32_momentum";
export { f32_normalize_columns, f32_normalize_rows } from "./f32_normalize";
export {
  f32_normalize_columns_gradient, f32_normalize_rows_gradient,
} from "./f32_normalize_gradient";
export { f32_rmsprop } from "./f32_rmsprop";
export { f32_sum_rows } from "./f32_rows";
export { f32_list_gemm, f32_list_gemm_scratch } from "./f32_list_gemm";
export { f32_lists_pay } from "./f32_lists_pay";
export { f32_softmax, f32_softmax_gradient } from "./f32_softmax";
export { f32_sum_squares } from "./f32_sum_squares";
export { u8_scale } from "./u8_scale";
export { u8_pair_gemm, u8_pair_gemm_1x10, u8_pair_gemm_scratch } from "./u8_pair_gemm";
export { u8_pair_gemm_transposed, u8_pair_gemm_transposed_1x10 } from "./u8_pair_gemm_transposed";
export { u8_pair_list, u8_pair_touch, u8_pair_transpose } from "./u8_pair_lists";
