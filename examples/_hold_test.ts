import type { RowContext } from "@cutedl/session";
import { assertEquals } from "@std/assert";
import { Hold } from "./_hold.ts";

Deno.test("Hold stops once enough validations in a row were above the target", () => {
  const hold = new Hold(0.91, 3);
  const stops: number[] = [];
  const accuracies = [0.92, 0.92, 0.91, 0.95, 0.911, 0.92];
  accuracies.forEach((valAccuracy, i) => {
    const step = 10 * (i + 1);
    assertEquals(hold.from, undefined);
    hold.onValidationEnd({
      row: { valAccuracy },
      step,
      session: { stop: () => stops.push(step) },
    } as unknown as RowContext);
  });
  assertEquals(hold.from, 40); // 0.91 is not above 0.91
  assertEquals(stops, [60]);
});
