import { type Example, StreamDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { assert, assertEquals, assertRejects } from "@std/assert";

Deno.test("Session.fit() ends as its signal aborts while a stream fills its shuffle buffer", async () => {
  let [reads, isClosed] = [0, false];
  const slow = function* (): Generator<Example> {
    try {
      for (; reads < 5000; reads++) {
        const end = performance.now() + 1;
        while (performance.now() < end);
        yield { input: [1], target: [1] };
      }
    } finally {
      isClosed = true;
    }
  };
  const data = new StreamDataset(slow, { inputShape: [1], targetShape: [1] });
  const session = new Session(new Sequential([new Dense(1)]), {
    loss: new MeanSquaredError(),
    optimizer: new Fixed(0.1),
  });
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 100);
  await assertRejects(
    () => session.fit(data, { signal: controller.signal }),
    DOMException,
  );
  clearTimeout(timer);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert(isClosed && reads < 3000, `${reads} of 5000 are read`);
  const stopped = reads;
  await new Promise((resolve) => setTimeout(resolve, 60));
  assertEquals(reads, stopped);
});
