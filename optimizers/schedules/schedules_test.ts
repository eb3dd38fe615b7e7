import { assertEquals, assertThrows } from "@std/assert";
import { assertClose } from "../../tests/assert_close.ts";
import { constantRate } from "./constant_rate.ts";
import { cosineDecay } from "./cosine_decay.ts";
import { exponentialDecay } from "./exponential_decay.ts";
import type { Schedule } from "./schedule.ts";
import { stepDecay } from "./step_decay.ts";

/** Rates of the first steps. */
function rates(schedule: Schedule, count: number): number[] {
  return Array.from({ length: count }, (_, step) => schedule(step));
}

Deno.test("constantRate() gives the same rate at every step", () => {
  assertEquals(rates(constantRate(0.25), 3), [0.25, 0.25, 0.25]);
});

Deno.test("stepDecay() gives the rates of StepLR in PyTorch 2.13.0", () => {
  assertClose(
    rates(stepDecay(0.1, { every: 3, factor: 0.5 }), 8),
    [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025],
    { absolute: 1e-15 },
  );
  assertClose(rates(stepDecay(0.1, { every: 1 }), 3), [0.1, 0.01, 0.001], {
    absolute: 1e-15,
  });
});

Deno.test("exponentialDecay() gives the rates of ExponentialLR in PyTorch 2.13.0", () => {
  assertClose(
    rates(exponentialDecay(0.1, { factor: 0.9 }), 5),
    [0.1, 0.09, 0.081, 0.0729, 0.06561],
    { absolute: 1e-15 },
  );
  const slow = exponentialDecay(0.1, { factor: 0.9, every: 10 });
  assertClose([slow(10), slow(20)], [0.09, 0.081], { absolute: 1e-15 });
});

Deno.test("cosineDecay() gives the rates of CosineAnnealingLR in PyTorch 2.13.0", () => {
  const expected = [
    ...[0.1, 0.09779754323328192, 0.09140576474687263, 0.08145033635316129],
    ...[0.06890576474687264, 0.055, 0.04109423525312737, 0.028549663646838717],
    ...[0.01859423525312737, 0.012202456766718092, 0.01],
  ];
  const schedule = cosineDecay(0.1, { steps: 10, final: 0.01 });
  assertClose(rates(schedule, 11), expected, { absolute: 1e-15 });
  assertEquals([schedule(11), schedule(1000)], [0.01, 0.01]);

  const later = cosineDecay(0.1, { steps: 14, warmup: 4, final: 0.01 });
  assertClose(rates(later, 15), [0, 0.025, 0.05, 0.075, ...expected], {
    absolute: 1e-15,
  });
});

Deno.test("schedules refuse numbers that are out of their range", () => {
  const rate = "learning rate to be a finite number > 0, received";
  const attempts: [() => Schedule, string][] = [
    [() => constantRate(0), `Cannot create constant rate: expected ${rate} 0`],
    [() => constantRate(NaN), `${rate} NaN`],
    [() => stepDecay(-1, { every: 1 }), `Cannot create step decay: expected`],
    [() => stepDecay(-1, { every: 1 }), `${rate} -1`],
    [
      () => stepDecay(1, { every: 0 }),
      "every to be a whole number >= 1, received 0",
    ],
    [() => stepDecay(1, { every: 1.5 }), "received 1.5"],
    [
      () => stepDecay(1, { every: 1, factor: 0 }),
      "factor to be a finite number > 0 and <= 1, received 0",
    ],
    [() => stepDecay(1, { every: 1, factor: 1.1 }), "received 1.1"],
    [
      () => exponentialDecay(Infinity, { factor: 1 }),
      `Cannot create exponential decay: expected ${rate} Infinity`,
    ],
    [() => exponentialDecay(1, { factor: NaN }), "received NaN"],
    [() => exponentialDecay(1, { factor: 1, every: 0 }), "received 0"],
    [
      () => cosineDecay(0, { steps: 1 }),
      `Cannot create cosine decay: expected ${rate} 0`,
    ],
    [
      () => cosineDecay(1, { steps: 3, warmup: 3 }),
      "steps to be a whole number >= 4, received 3",
    ],
    [
      () => cosineDecay(1, { steps: 3, warmup: -1 }),
      "warmup to be a whole number >= 0, received -1",
    ],
    [
      () => cosineDecay(1, { steps: 3, final: -1 }),
      "final to be a finite number >= 0 and <= 1, received -1",
    ],
    [() => cosineDecay(1, { steps: 3, final: 2 }), "received 2"],
    [() => cosineDecay(1, { steps: 3, final: NaN }), "received NaN"],
  ];
  for (const [create, message] of attempts) {
    assertThrows(create, RangeError, message);
  }
});
