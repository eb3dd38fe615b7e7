/** A function of a library, as `Deno.dlopen` wants it described. */
export interface ForeignFunction {
  readonly parameters: readonly ("i32" | "i64" | "f32" | "buffer")[];
  readonly result: "void";
  /** Gives `null` for a function that is not there, not an error. */
  readonly optional: true;
}

/** The part of Deno that loads native code. */
export interface Ffi {
  readonly build: { readonly os: string; readonly arch: string };
  readonly permissions: {
    querySync(descriptor: { name: "ffi"; path?: string }): { state: string };
  };
  dlopen(
    library: string,
    functions: Record<string, ForeignFunction>,
  ): {
    symbols: Record<string, ((...values: never[]) => unknown) | null>;
    close(): void;
  };
}

/** Gives that part, where the runtime is Deno. */
export function runtimeFfi(): Ffi | undefined {
  const { Deno } = globalThis as { Deno?: Partial<Ffi> };
  return Deno?.dlopen === undefined ? undefined : Deno as Ffi;
}
