import { assert, assertEquals } from "@std/assert";
import { yieldWhenDue } from "./event_loop.ts";

for (const runtime of ["Deno, Node and Bun", "a browser"]) {
  Deno.test(`yieldWhenDue() lets timers and messages live in ${runtime}`, async () => {
    const scope = globalThis as { setImmediate: unknown };
    const { setImmediate } = scope;
    const { port1, port2 } = new MessageChannel();
    let [ticks, messages] = [0, 0];
    const timer = setInterval(() => {
      ticks++;
      port2.postMessage(undefined);
    }, 10);
    port1.onmessage = () => messages++;
    try {
      if (runtime === "a browser") scope.setImmediate = undefined;
      const end = performance.now() + 500;
      while (performance.now() < end) {
        const piece = performance.now() + 20;
        while (performance.now() < piece);
        await yieldWhenDue();
      }
    } finally {
      scope.setImmediate = setImmediate;
      clearInterval(timer);
      port1.close();
      port2.close();
    }
    assert(ticks >= 5 && messages >= 5, `${ticks} ticks, ${messages} messages`);
  });
}

// A clock that goes only as it is told; last, as time never goes back.
let time = performance.now() + 1e6;
const pass = (milliseconds: number): number => time += milliseconds;

/** Runs with that clock, just after a turn. */
async function withClock(work: () => unknown): Promise<void> {
  performance.now = () => time;
  try {
    pass(100);
    await yieldWhenDue();
    await work();
  } finally {
    Reflect.deleteProperty(performance, "now"); // back to that of its class
  }
}

Deno.test("yieldWhenDue() is due when another piece of work would pass 45 ms", async () => {
  const cases = [
    [[45], [true]],
    [[22.5, 0.1, 22.4, 0.1], [false, false, true, false]],
    [[23], [true]],
    [[15, 15, 15], [false, false, true]],
    [[44, 0], [true, false]],
  ] as const;
  for (const [pieces, expected] of cases) {
    const due: boolean[] = [];
    await withClock(async () => {
      for (const piece of pieces) {
        pass(piece);
        const turn = yieldWhenDue();
        due.push(turn !== undefined);
        await turn;
      }
    });
    assertEquals(due, [...expected]);
  }
});

Deno.test("yieldWhenDue() counts from the end of a turn, not from its beginning", async () => {
  await withClock(async () => {
    pass(46);
    const turn = yieldWhenDue();
    pass(1000); // while it waits
    await turn;
    pass(20);
    assertEquals(yieldWhenDue(), undefined);
  });
});
