/**
 * A pause in long work, for what else the event loop has to do.
 *
 * @module
 */

const LIMIT = 45; // ms between turns, of the 50 that are promised
// Deno looks at sockets in every 61st turn only, unless it falls asleep
const TURNS = 64;

// of the one event loop that a thread has
let turned = performance.now();
let asked = turned;

/**
 * Lets the event loop turn if it has not for long: timers, signals, messages,
 * sockets and the page.
 *
 * A loop that awaits it after each piece of work gives way at least every 50 ms,
 * as long as a piece takes less: it is due when another piece as long as the
 * last would take longer. Many loops may do so at once. A pause takes 0.1 to
 * 0.5 ms; a question that is not due takes 0.1 µs.
 *
 * @returns A promise to await if it is due, else `undefined`.
 *
 * @example
 * ```ts
 * import { yieldWhenDue } from "@cutedl/tensor/event-loop";
 * import { assert } from "@std/assert";
 *
 * let isAborted = false;
 * AbortSignal.timeout(100).onabort = () => isAborted = true;
 * let pieces = 0;
 * while (!isAborted) {
 *   pieces++;
 *   await yieldWhenDue();
 * }
 * assert(pieces > 0);
 * ```
 */
export function yieldWhenDue(): Promise<void> | undefined {
  const now = performance.now();
  const next = now + (now - asked); // after a piece as long as the last
  asked = now;
  return next - turned > LIMIT ? turn() : undefined;
}

async function turn(): Promise<void> {
  await macrotask();
  turned = asked = performance.now();
}

/**
 * Waits until the event loop has come round.
 *
 * By immediates in Deno, Node and Bun, in all of which they leave timers,
 * signals, messages and sockets alive. In Deno messages starve timers, once a
 * built-in module of Node is loaded, and in Bun always; a timer takes 1 to 2 ms.
 * In a browser it takes 4, so a message does there.
 */
function macrotask(): Promise<void> {
  const { setImmediate } = globalThis as {
    setImmediate?: (callback: () => void) => unknown;
  };
  return new Promise((resolve) => {
    if (setImmediate !== undefined) {
      let left = TURNS;
      const next = (): unknown => left-- > 0 ? setImmediate(next) : resolve();
      next();
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      port2.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
