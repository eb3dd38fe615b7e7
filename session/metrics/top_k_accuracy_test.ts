import { oneHot, tensor } from "@cutedl/tensor";
import { assertEquals, assertThrows } from "@std/assert";
import { TopKAccuracy } from "./top_k_accuracy.ts";

Deno.test("TopKAccuracy agrees with the example of scikit-learn's documentation", () => {
  const accuracy = new TopKAccuracy({ k: 2 });
  accuracy.update(
    tensor([[0.5, 0.2, 0.2], [0.3, 0.4, 0.2], [0.2, 0.4, 0.3], [
      0.7,
      0.2,
      0.1,
    ]]),
    tensor([0, 1, 2, 2]),
  );
  assertEquals(accuracy.result(), 0.75);
});

Deno.test("TopKAccuracy puts the class of the higher number first among equals", () => {
  const tie = tensor([[3, 1, 1, 1, 0]]); // places of classes 0 to 4
  const places = [0, 3, 2, 1, 4];
  for (const k of [1, 2, 3, 4]) {
    places.forEach((place, label) => {
      const accuracy = new TopKAccuracy({ k });
      accuracy.update(tie, tensor([label]));
      assertEquals(accuracy.result(), place < k ? 1 : 0);
    });
  }
});

Deno.test("TopKAccuracy takes distributions, gathers batches, and weighs rows", () => {
  const predictions = tensor([[3, 2, 1, 0], [0, 1, 2, 3], [0, 1, 2, 3]]);
  const labels = tensor([1, 1, 2]);
  const weights = tensor([1, 2, 5]);
  for (const targets of [labels, oneHot(labels, 4)]) {
    const accuracy = new TopKAccuracy({ k: 2 });
    accuracy.update(predictions, targets);
    assertEquals(accuracy.result(), 2 / 3);
    accuracy.update(predictions, targets, { weights });
    assertEquals(accuracy.result(), (2 + 1 + 5) / (3 + 8));
    accuracy.reset();
    assertEquals(accuracy.result(), NaN);
    const plain = new TopKAccuracy({ k: 2, useWeights: false });
    plain.update(predictions, targets, { weights });
    assertEquals(plain.result(), 2 / 3);
  }
});

Deno.test("TopKAccuracy never counts a row with a NaN as right", () => {
  for (let at = 0; at < 4; at++) {
    for (let label = 0; label < 4; label++) {
      const row = [4, 3, 2, 1].with(at, NaN);
      const accuracy = new TopKAccuracy({ k: 3 });
      accuracy.update(tensor([row]), tensor([label]));
      assertEquals(accuracy.result(), 0);
    }
  }
});

Deno.test("TopKAccuracy states let another one go on", () => {
  const [metric, other] = [new TopKAccuracy({ k: 1 }), new TopKAccuracy()];
  const batch = [tensor([[1, 0], [1, 0]]), tensor([0, 1])] as const;
  metric.update(...batch, { weights: tensor([0.5, 2]) });
  other.restore(metric.state());
  assertEquals(other.result(), 0.2);
  for (const bad of [null, {}, { right: 2, rows: 1 }, { right: 0, rows: -1 }]) {
    assertThrows(
      () => other.restore(bad),
      RangeError,
      "Cannot restore top-k accuracy: expected ",
    );
  }
  assertEquals([other.name, other.k], ["topKAccuracy", 5]);
});

Deno.test("TopKAccuracy refuses a k that says nothing", () => {
  for (const k of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => new TopKAccuracy({ k }),
      RangeError,
      "Cannot create top-k accuracy: expected k to be a whole number >= 1, " +
        `received ${k}`,
    );
  }
  assertThrows(
    () => new TopKAccuracy().update(tensor([[1, 2, 3]]), tensor([0])),
    RangeError,
    "Cannot measure top-k accuracy: expected more than k = 5 classes, " +
      "received 3: create it with a smaller k",
  );
});
