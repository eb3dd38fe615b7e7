import { assertEquals, assertThrows } from "@std/assert";
import { isMaximized, type Mode } from "./_direction.ts";
import { validationName } from "./_validation_name.ts";
import { BinaryAccuracy } from "./metrics/binary_accuracy.ts";
import { F1Score } from "./metrics/f1_score.ts";
import { Precision } from "./metrics/precision.ts";
import { Recall } from "./metrics/recall.ts";
import { TopKAccuracy } from "./metrics/top_k_accuracy.ts";

Deno.test("isMaximized() takes every metric of this package to be the better the larger", () => {
  const metrics = [
    new BinaryAccuracy(),
    new F1Score(),
    new Precision(),
    new Recall(),
    new TopKAccuracy(),
  ];
  for (const { name } of metrics) {
    assertEquals(isMaximized(name, "auto"), true, name);
    assertEquals(isMaximized(validationName(name), "auto"), true, name);
    assertEquals(isMaximized(name, "min"), false);
  }
  for (const name of ["recallOfSpam", "macroF1", "valAccuracy5"]) {
    assertEquals(isMaximized(name, "auto"), true, name);
  }
  for (const name of ["loss", "valLoss", "absoluteError", "seconds"]) {
    assertEquals(isMaximized(name, "auto"), false, name);
    assertEquals(isMaximized(name, "max"), true);
  }
});

Deno.test("isMaximized() refuses another mode", () => {
  assertThrows(
    () => isMaximized("loss", "most" as Mode),
    RangeError,
    'Cannot compare values of loss: expected mode "auto", "min" or "max", ' +
      'received "most"',
  );
});
