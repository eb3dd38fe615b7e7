import { assertThrows } from "@std/assert";
import { assertAgreement } from "./agreement.ts";

Deno.test("assertAgreement() allows rounding, absolute below 1 and relative above", () => {
  assertAgreement([
    { name: "first", numbers: [0.1, -1000] },
    { name: "second", numbers: [0.1009, -1000.9] },
  ], 1e-3);
});

Deno.test("assertAgreement() names who differs, and from whom", () => {
  assertThrows(
    () =>
      assertAgreement([
        { name: "first", numbers: [0.25] },
        { name: "second", numbers: [0.25] },
        { name: "third", numbers: [0.252] },
      ], 1e-3),
    Error,
    "Cannot compare contenders: expected third to agree with first within " +
      "0.001, on 0.25, received 0.252",
  );
});

for (const numbers of [[], [1, 1], [NaN], [Infinity]]) {
  Deno.test(`assertAgreement() refuses [${numbers}] where [1] is expected`, () => {
    assertThrows(() =>
      assertAgreement([
        { name: "first", numbers: [1] },
        { name: "second", numbers },
      ], 0.5)
    );
  });
}
