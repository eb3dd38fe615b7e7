import { assertEquals, assertThrows } from "@std/assert";
import { ScriptedDataset, scriptedSession } from "../_fixtures_test.ts";
import type { Callback } from "./callback.ts";
import { LambdaCallback } from "./lambda_callback.ts";

Deno.test("LambdaCallback runs the functions it is given", async () => {
  const log: string[] = [];
  const callback = new LambdaCallback({
    onFitStart: ({ step }) => log.push(`start ${step}`),
    onBatchEnd: ({ loss }) => log.push(`loss ${loss}`),
    onFitEnd: ({ outcome }) => log.push(outcome),
  });
  await scriptedSession().fit(new ScriptedDataset([[2, 3]]), {
    callbacks: [callback],
  });
  assertEquals(log, ["start 0", "loss 2", "loss 3", "finished"]);
});

Deno.test("LambdaCallback refuses a misspelt hook", () => {
  assertThrows(
    () => new LambdaCallback({ onEpochBegin: () => {} } as Callback),
    TypeError,
    "Cannot create callback: expected hooks among onFitStart, onEpochStart, " +
      "onBatchEnd, onValidationStart, onValidationEnd, onEpochEnd, onFitEnd, " +
      "received onEpochBegin",
  );
});

Deno.test("LambdaCallback refuses a hook that is no function", () => {
  assertThrows(
    () => new LambdaCallback({ onFitEnd: 1 as unknown as () => void }),
    TypeError,
    "Cannot create callback: expected onFitEnd to be a function, received number",
  );
});
