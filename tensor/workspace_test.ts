import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FreshWorkspace, loadEngine, ReusedWorkspace } from "./mod.ts";

const owner = {};

for (const engine of ["reference", "wasm"] as const) {
  Deno.test(`Workspaces name their engine (${engine})`, () => {
    for (const Kind of [FreshWorkspace, ReusedWorkspace]) {
      assertStrictEquals(new Kind(engine).engine, loadEngine(engine));
    }
  });

  Deno.test(`ReusedWorkspace gives the same tensor for the same shape (${engine})`, () => {
    const workspace = new ReusedWorkspace(engine);
    const first = workspace.tensor(owner, "outputs", [2, 3]);
    assertStrictEquals(workspace.tensor(owner, "outputs", [2, 3]), first);
    const turned = workspace.tensor(owner, "outputs", [3, 2]);
    assertEquals(turned.shape, [3, 2]);
    assertStrictEquals(turned.data, first.data);
  });

  Deno.test(`ReusedWorkspace keeps owners and names apart (${engine})`, () => {
    const workspace = new ReusedWorkspace(engine);
    const tensors = [
      workspace.tensor(owner, "outputs", [2]),
      workspace.tensor(owner, "gradient", [2]),
      workspace.tensor({}, "outputs", [2]),
    ];
    tensors.forEach(({ data }, i) => data.fill(i));
    assertEquals(tensors.map(({ data }) => [...data]), [[0, 0], [1, 1], [
      2,
      2,
    ]]);
  });

  Deno.test(`ReusedWorkspace cuts a smaller batch from the memory it has (${engine})`, () => {
    const workspace = new ReusedWorkspace(engine);
    const whole = workspace.tensor(owner, "outputs", [4, 2]);
    const last = workspace.tensor(owner, "outputs", [3, 2]);
    assertEquals([last.shape, last.size], [[3, 2], 6]);
    assertStrictEquals(last.data.buffer, whole.data.buffer);
    assertEquals(last.data.byteOffset, whole.data.byteOffset);
    assertStrictEquals(workspace.tensor(owner, "outputs", [4, 2]), whole);
    assertStrictEquals(workspace.tensor(owner, "outputs", [3, 2]), last);
  });

  Deno.test(`ReusedWorkspace grows for a larger batch, and no more (${engine})`, () => {
    const workspace = new ReusedWorkspace(engine);
    workspace.tensor(owner, "outputs", [2, 2]);
    const larger = workspace.tensor(owner, "outputs", [8, 2]);
    assertEquals(larger.size, 16);
    const small = workspace.tensor(owner, "outputs", [2, 2]);
    assertEquals(small.data.byteOffset, larger.data.byteOffset);
    assertStrictEquals(workspace.tensor(owner, "outputs", [8, 2]), larger);
  });

  Deno.test(`ReusedWorkspace needs no more memory for many shapes (${engine})`, () => {
    const workspace = new ReusedWorkspace(engine);
    const largest = workspace.tensor(owner, "outputs", [100]);
    const before = workspace.engine.bytesInUse;
    for (let round = 0; round < 3; round++) {
      for (let size = 0; size <= 100; size++) {
        const { data } = workspace.tensor(owner, "outputs", [size]);
        assertEquals(data.length, size);
        if (size > 0) assertEquals(data.byteOffset, largest.data.byteOffset);
        const again = workspace.tensor(owner, "outputs", [size]);
        assertStrictEquals(again.data, data);
      }
    }
    assert(workspace.engine.bytesInUse <= before);
  });
}

Deno.test("FreshWorkspace gives new zeros in an ordinary array each time", () => {
  const workspace = new FreshWorkspace();
  const first = workspace.tensor(owner, "outputs", [2, 2]);
  first.data.fill(1);
  const second = workspace.tensor(owner, "outputs", [2, 2]);
  assertNotStrictEquals(first.data.buffer, second.data.buffer);
  assertEquals(second.toArray(), [[0, 0], [0, 0]]);
  assert(second.data.buffer instanceof ArrayBuffer);
});

Deno.test("Workspaces refuse an unknown engine", () => {
  for (const Kind of [FreshWorkspace, ReusedWorkspace]) {
    assertThrows(
      () => new Kind("gpu" as "wasm"),
      RangeError,
      'Cannot load engine: expected "auto", "wasm", "blas" or "reference", ' +
        'received "gpu": take "auto" for the fastest that runs here',
    );
  }
});
