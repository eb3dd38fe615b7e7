import { formatShape, type Parameter, Tensor } from "@cutedl/tensor";
import { describe, isRecord, STATE_REMEDY } from "./_checks.ts";

/** What an optimizer remembers of each parameter: an array per slot. */
export type Slots = Map<Parameter, readonly Float32Array[]>;

/** What slots are called, and for whom. */
export interface SlotNames {
  /** What is attempted, to follow "Cannot". */
  readonly action: string;
  /** Names of the slots of a parameter, such as `velocity`. */
  readonly names: readonly string[];
}

/** Allocates slots of zeros in the memory of a parameter's engine. */
export function zeroSlots(
  { engine, value }: Parameter,
  names: readonly string[],
): Float32Array[] {
  return names.map(() => engine.allocate(value.size));
}

/**
 * Copies slots, named by parameter and slot.
 *
 * @throws {RangeError} If two parameters have one name.
 */
export function savedSlots(
  slots: Slots,
  { action, names }: SlotNames,
): Record<string, Tensor> {
  const saved: Record<string, Tensor> = {};
  for (const [parameter, arrays] of slots) {
    arrays.forEach((array, i) => {
      const name = slotName(parameter, names[i]!);
      if (Object.hasOwn(saved, name)) {
        throw new RangeError(
          `Cannot ${action}: expected parameters of different names, ` +
            `received two that are called ${parameter.name}`,
        );
      }
      const copy = new Float32Array(array);
      saved[name] = new Tensor(copy, parameter.value.shape);
    });
  }
  return saved;
}

/**
 * Copies saved slots into the memory of the parameters' engines.
 *
 * @param saved What {@linkcode savedSlots} gave, or a file.
 * @param parameters Those of the model; one that is frozen may have no slots,
 * and before the first step none has to.
 * @param names What slots are called, and whether a step was taken.
 * @throws {RangeError} If slots are missing, left over or misshapen; it names
 * them all.
 */
export function restoredSlots(
  saved: unknown,
  parameters: readonly Parameter[],
  { action, names, isFresh }: SlotNames & { isFresh: boolean },
): Slots {
  if (!isRecord(saved)) {
    throw new RangeError(
      `Cannot ${action}: expected slots, received ${describe(saved)}: ` +
        STATE_REMEDY,
    );
  }
  const found = new Map<Parameter, unknown[]>();
  const faults: string[] = [];
  const left = new Map(Object.entries(saved));
  for (const parameter of parameters) {
    const needed = names.map((name) => slotName(parameter, name));
    const isOptional = isFresh || !parameter.trainable;
    if (isOptional && needed.every((name) => !left.has(name))) continue;
    found.set(parameter, needed.map((name) => left.get(name)));
    for (const name of needed) {
      const fault = findFault(name, left, parameter);
      if (fault !== undefined) faults.push(fault);
      left.delete(name);
    }
  }
  for (const name of left.keys()) faults.push(`needless ${name}`);
  if (faults.length > 0) {
    throw new RangeError(
      `Cannot ${action}: expected slots that fit the parameters, received ` +
        `${faults.join(", ")}: restore it with the model it was saved with`,
    );
  }
  const slots: Slots = new Map();
  for (const [parameter, tensors] of found) {
    const arrays = zeroSlots(parameter, names);
    arrays.forEach((array, i) => array.set((tensors[i] as Tensor).data));
    slots.set(parameter, arrays);
  }
  return slots;
}

function slotName(parameter: Parameter, name: string): string {
  return `${parameter.name}/${name}`;
}

/** What is wrong with a saved slot, if anything is. */
function findFault(
  name: string,
  saved: ReadonlyMap<string, unknown>,
  { value }: Parameter,
): string | undefined {
  const slot = saved.get(name);
  if (!saved.has(name)) return `no ${name}`;
  if (!(slot instanceof Tensor)) return `${describe(slot)} as ${name}`;
  const [received, expected] = [slot, value].map(({ shape }) =>
    formatShape(shape)
  );
  if (received === expected) return undefined;
  return `${name} of shape ${received} instead of ${expected}`;
}
