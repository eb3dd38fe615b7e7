// Run by soak.ts, which kills it: trains, from the file if that is there, and
// saves at every step; says what it is about to save, and what it has saved.
import { sessionToBytes } from "@cutedl/session";
import { Checkpoint } from "@cutedl/session/file";
import { fit, hashOf, loadSession, makeSession } from "./_soak_run.ts";

const [path] = Deno.args as [string];
const isThere = await Deno.stat(path).then(() => true, () => false);
const session = isThere ? await loadSession(path) : makeSession();
const say = (line: string): void => {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
};
await fit(
  session,
  {
    onSavePoint: async ({ step }) =>
      say(`saving ${step} ${await hashOf(sessionToBytes(session))}`),
  },
  new Checkpoint({ path, every: { steps: 1 } }),
  { onSavePoint: ({ step }) => say(`saved ${step}`) },
);
say("finished");
