import { describe } from "./_describe.ts";

/** What a value is expected to be, and how to mend it. */
interface Kind {
  /** What is attempted, to follow "Cannot". */
  action: string;
  /** What the value is to the caller, such as `data`. */
  name: string;
  /** What it is expected to be, such as `a dataset`. */
  kind: string;
  /** A method that all of the kind have. */
  method: string;
  remedy: string;
}

/** Refuses what is no dataset. */
export function assertDataset(
  value: unknown,
  { action, name }: Pick<Kind, "action" | "name">,
): void {
  assertKind(value, {
    action,
    name,
    kind: "a dataset",
    method: "batches",
    remedy: "make one, as with new ArrayDataset(inputs, targets)",
  });
}

/** Refuses what is no history. */
export function assertHistory(value: unknown, action: string): void {
  assertKind(value, {
    action,
    name: "history",
    kind: "a History",
    method: "series",
    remedy: "give what fit gave, or session.history",
  });
}

/** Refuses what is no session. */
export function assertSession(value: unknown, action: string): void {
  assertKind(value, {
    action,
    name: "session",
    kind: "a Session",
    method: "fit",
    remedy: "give the session that trained",
  });
}

/** Refuses what is no tensor. */
export function assertTensor(
  value: unknown,
  { action, name }: Pick<Kind, "action" | "name">,
): void {
  assertKind(value, {
    action,
    name,
    kind: "a tensor",
    method: "reshape",
    remedy: "make one, as with tensor(values)",
  });
}

/** Refuses what is no loss. */
export function assertLoss(value: unknown): void {
  assertKind(value, {
    action: "create session",
    name: "loss",
    kind: "a loss",
    method: "compute",
    remedy: "create one, as with new CategoricalCrossentropy()",
  });
}

/** Refuses what is no optimizer. */
export function assertOptimizer(value: unknown): void {
  assertKind(value, {
    action: "create session",
    name: "optimizer",
    kind: "an optimizer",
    method: "update",
    remedy: "create one, as with new Fixed(0.1)",
  });
}

/** Refuses a value that is not of a kind, as where types are not checked. */
function assertKind(
  value: unknown,
  { action, name, kind, method, remedy }: Kind,
): void {
  const methods = value as Record<string, unknown> | null | undefined;
  if (typeof methods?.[method] === "function") return;
  throw new TypeError(
    `Cannot ${action}: expected ${kind} as ${name}, received ` +
      `${describe(value)}: ${remedy}`,
  );
}
