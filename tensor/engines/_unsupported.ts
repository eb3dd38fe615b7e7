/** An error about what the wasm engine needs, and does not have here. */
export function unsupported(
  features: string,
  remedy: string,
  cause?: unknown,
): Error {
  // in the words of V8 and JavaScriptCore, or of SpiderMonkey
  const isForbidden = /content security policy|\bCSP\b/i.test(String(cause));
  const reason = isForbidden
    ? "expected a page that may compile WebAssembly, received one whose " +
      "Content-Security-Policy forbids it: add 'wasm-unsafe-eval' to its " +
      "script-src"
    : `expected a runtime with WebAssembly, ${features}, received one ` +
      `without: ${remedy}`;
  return new Error(`Cannot load the wasm engine: ${reason}`, { cause });
}
