import { memoryLimits } from "./_kernels.ts";
import { unpackKernels } from "./_unpack_kernels.ts";
import { unsupported } from "./_unsupported.ts";

/** Bytes at the start of memory that the kernels' own tables take. */
export const KERNEL_DATA = 65536;

/** Compiled kernels. */
export interface CompiledKernels {
  /** The module; it imports a shared memory. */
  module: WebAssembly.Module;
  /** Whether they use relaxed SIMD. */
  relaxed: boolean;
}

/**
 * Compiles the kernels for a memory of so many pages, those with relaxed SIMD
 * first unless it is refused.
 *
 * @throws {Error} If WebAssembly, or the SIMD asked for, does not run here.
 */
export function compileKernels(
  pages: number,
  relaxedSimd?: boolean,
): CompiledKernels {
  const [relaxed, plain] = unpackKernels();
  if (relaxedSimd !== false) {
    try {
      return { module: compile(relaxed, pages), relaxed: true };
    } catch (error) {
      if (relaxedSimd) {
        throw unsupported("relaxed SIMD", "leave out relaxedSimd", error);
      }
    }
  }
  try {
    return { module: compile(plain, pages), relaxed: false };
  } catch (error) {
    const remedy = 'use the engine "reference"';
    throw unsupported("SIMD and shared memory", remedy, error);
  }
}

function compile(
  bytes: Uint8Array<ArrayBuffer>,
  pages: number,
): WebAssembly.Module {
  // the sizes that the module declares for its memory, three bytes each
  for (const at of [memoryLimits, memoryLimits + 3]) {
    for (let i = 0; i < 3; i++) {
      bytes[at + i] = pages >>> 7 * i & 0x7f | (i < 2 ? 0x80 : 0);
    }
  }
  return new WebAssembly.Module(bytes);
}
