// Run by threads_test.ts; prints whether threads of two engines gave one result.
import { randomTensor } from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";
import { assertEquals } from "@std/assert";

const size = { m: 200, k: 200, n: 200 };
const a = randomTensor([200 * 200], { seed: 1 }).data;
const products = [1, 3].map((threads) => {
  const engine = new WasmEngine({ threads });
  const outputs = engine.allocate(200 * 200);
  const start = performance.now();
  while (performance.now() - start < 200) { // until all are up
    engine.matmul(a, a, outputs, size);
  }
  return outputs;
});
assertEquals(products[0], products[1]);
console.log(true);
