import { syntheticDigits } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam, cosineDecay } from "@cutedl/optimizers";
import {
  EarlyStopping,
  Session,
  sessionFromBytes,
  sessionToBytes,
} from "@cutedl/session";
import { assertEquals } from "@std/assert";

const digits = syntheticDigits({ count: 700, seed: 1 });
const [train, validation] = [digits.slice(0, 500), digits.slice(500)];

function makeParts() {
  return {
    loss: new CategoricalCrossentropy(),
    optimizer: new Adam(cosineDecay(0.01, { steps: 24 })),
  };
}

async function fit(session: Session, onSavePoint = () => {}): Promise<unknown> {
  const history = await session.fit(train, {
    epochs: 3,
    batchSize: 64,
    validation,
    validateEvery: { steps: 5 },
    callbacks: [new EarlyStopping({ patience: 9 }), { onSavePoint }],
  });
  return {
    weights: session.model.parameters.map(({ value }) => value.clone()),
    rows: history.rows.map(({ seconds: _, ...row }) => row),
  };
}

Deno.test("A run on pixels goes on to the bit from any step", async () => {
  const model = new Sequential([
    new Dense(128, { activation: "relu" }),
    new Dense(10),
  ], { seed: 1 });
  const session = new Session(model, { ...makeParts(), seed: 1 });
  const saved: Uint8Array[] = [];
  const expected = await fit(
    session,
    () => saved.push(sessionToBytes(session)),
  );
  assertEquals(saved.length, 24);
  for (const bytes of saved) {
    assertEquals(await fit(sessionFromBytes(bytes, makeParts())), expected);
  }
});
