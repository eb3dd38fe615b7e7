/** Bytes of the length that comes before the header. */
export const LENGTH_BYTES = 8;

/** Most bytes of a header, as in the reference implementation. */
export const HEADER_LIMIT = 100_000_000;

/** Most axes of a tensor, as in numpy. */
export const AXES_LIMIT = 64;
