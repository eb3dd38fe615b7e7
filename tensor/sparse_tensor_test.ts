import {
  assert,
  assertEquals,
  assertFalse,
  assertStrictEquals,
} from "@std/assert";
import { SparseTensor, Tensor } from "./mod.ts";

/** A sparse tensor of ones, [2, 2, 3], and how often it was filled. */
function makeSparse() {
  const memory = new Tensor(new Float32Array(12), [2, 2, 3]);
  const sparse = new SparseTensor(memory);
  const counter = { fills: 0 };
  sparse.renew({
    lists: new Float32Array(0),
    density: 1,
    get dense() {
      counter.fills++;
      return memory.data.fill(1);
    },
  });
  return { sparse, memory, counter };
}

Deno.test("SparseTensor.reshape() keeps the lists of rows that stay", () => {
  const { sparse, memory, counter } = makeSparse();
  for (const shape of [[2, 6], [2, -1], [-1, 3, 2]]) {
    const reshaped = sparse.reshape(shape);
    assert(reshaped instanceof SparseTensor);
    assertEquals(reshaped.shape, shape.length === 2 ? [2, 6] : [2, 3, 2]);
    assertStrictEquals(reshaped.matrix, sparse.matrix);
  }
  assertEquals(counter.fills, 0);
  assertStrictEquals(sparse.reshape([2, 6]).data, memory.data);
  assertEquals(memory.data, new Float32Array(12).fill(1));
});

Deno.test("SparseTensor.reshape() to other rows fills what it shares", () => {
  const { sparse, memory } = makeSparse();
  const reshaped = sparse.reshape([4, 3]);
  assertFalse(reshaped instanceof SparseTensor);
  assertStrictEquals(reshaped.data, memory.data);
  assertEquals(reshaped.data, new Float32Array(12).fill(1));
});
