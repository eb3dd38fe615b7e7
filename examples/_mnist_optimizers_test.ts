import { assertAlmostEquals, assertEquals } from "@std/assert";
import { optimizers, schedules } from "./_mnist_optimizers.ts";

for (const [name, { make }] of Object.entries(optimizers)) {
  Deno.test(`optimizers.${name} makes what its name says, with the rate`, () => {
    const optimizer = make((step) => 0.5 / (step + 1));
    assertEquals(optimizer.name.toLowerCase(), name);
    assertEquals(optimizer.learningRate, 0.5);
  });
}

/** Rates of 0.5 over 100 steps, by step. */
const rates: Record<keyof typeof schedules, [number, number][]> = {
  constant: [[0, 0.5], [100, 0.5]],
  step: [[33, 0.5], [34, 0.05], [67, 0.05], [68, 0.005], [99, 0.005]],
  exponential: [[0, 0.5], [50, 0.5 / Math.sqrt(10)], [100, 0.05]],
  cosine: [[0, 0], [1, 0.1], [5, 0.5], [52.5, 0.25], [100, 0]],
  plateau: [[0, 0.5], [100, 0.5]],
};
for (const [name, expected] of Object.entries(rates)) {
  Deno.test(`schedules.${name} takes its course`, () => {
    const made = schedules[name as keyof typeof schedules].make(0.5, 100);
    const rate = typeof made === "number" ? () => made : made;
    for (const [step, value] of expected) {
      assertAlmostEquals(rate(step), value, 1e-12);
    }
  });
}

Deno.test("schedules are laid over a single step, too", () => {
  for (const { make } of Object.values(schedules)) make(0.5, 1);
});
