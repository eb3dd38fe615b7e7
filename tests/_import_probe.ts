// Run by import_test.ts, with no permission; prints what imports have done, and
// what an engine and its first products do then.

const done: string[] = [];

/** Notes every use of a function or class, and lets it pass. */
function watch(owner: object, name: string): void {
  const place = owner as Record<string, new () => object>;
  place[name] = new Proxy(place[name]!, {
    apply: (target, self, values) => {
      done.push(name);
      return Reflect.apply(target, self, values);
    },
    construct: (target, values, made) => {
      done.push(name);
      return Reflect.construct(target, values, made);
    },
  });
}
for (const name of ["Memory", "Module", "Instance", "compile", "instantiate"]) {
  watch(WebAssembly, name);
}
for (const name of ["atob", "Worker", "fetch"]) watch(globalThis, name);
watch(Deno, "dlopen");
watch(process, "getBuiltinModule");

await Promise.all([
  import("@cutedl/cutedl"),
  import("@cutedl/tensor/file"),
  import("@cutedl/tensor/safetensors"),
  import("@cutedl/layers/file"),
  import("@cutedl/layers/onnx"),
  import("@cutedl/datasets/file"),
  import("@cutedl/session/file"),
  import("@cutedl/session/report"),
]);
const byImports = done.splice(0);
const { WasmEngine } = await import("@cutedl/tensor/engine");
const engine = new WasmEngine({ threads: 2 });
const byEngine = done.splice(0);

/** Multiplies square matrices; gives what that has done. */
function multiply(size: number): string[] {
  const [a, b, outputs] = [0, 0, 0].map(() => new Float32Array(size * size));
  engine.matmul(a!, b!, outputs!, { m: size, k: size, n: size });
  return done.splice(0);
}
const [bySmall, byLarge] = [multiply(64), multiply(128)];
console.log(JSON.stringify({ byImports, byEngine, bySmall, byLarge }));
