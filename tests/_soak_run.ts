/** The training run that the soak kills again and again. */
import { syntheticDigits } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import type { Callback } from "@cutedl/session";
import { EarlyStopping } from "@cutedl/session";
import { Session } from "@cutedl/session/file";

const digits = syntheticDigits({ count: 640, seed: 1 });
const [train, validation] = [digits.slice(0, 512), digits.slice(512)];

function makeParts() {
  return { loss: new CategoricalCrossentropy(), optimizer: new Adam() };
}

/** A session that has not trained. */
export function makeSession(): Session {
  const model = new Sequential([
    new Dense(128, { activation: "relu" }),
    new Dense(10),
  ], { seed: 1 });
  return new Session(model, { ...makeParts(), seed: 1 });
}

/** The session in a file. */
export async function loadSession(path: string): Promise<Session> {
  return await Session.load(path, makeParts());
}

/** Trains for 2,000 steps, with validation amid epochs. */
export async function fit(
  session: Session,
  ...callbacks: Callback[]
): Promise<void> {
  await session.fit(train, {
    epochs: 125,
    batchSize: 32,
    validation,
    validateEvery: { steps: 40 },
    callbacks: [new EarlyStopping({ patience: Infinity }), ...callbacks],
  });
}

/** Hash of bytes, to tell files apart. */
export async function hashOf(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex();
}

/** Bytes of weights, optimizer state and history in which two sessions differ. */
export function differingBytes(a: Session, b: Session): number {
  const [first, second] = [bytesOf(a), bytesOf(b)];
  let count = Math.abs(first.length - second.length);
  first.forEach((byte, i) => count += byte === second[i] ? 0 : 1);
  return count;
}

function bytesOf(session: Session): Uint8Array {
  const rows = session.history.rows.map(({ seconds: _, ...row }) => row);
  const optimizer = session.optimizer.state();
  const tensors = [
    ...session.model.parameters.map(({ value }) => value),
    ...Object.values(optimizer.slots),
  ];
  const texts = new TextEncoder().encode(JSON.stringify(rows));
  const arrays = tensors.map(({ data }) =>
    new Uint8Array(new Float32Array(data).buffer)
  );
  return new Uint8Array([texts, ...arrays].flatMap((bytes) => [...bytes]));
}
