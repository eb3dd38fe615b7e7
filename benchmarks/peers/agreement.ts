/** Numbers that a contender came to. */
export interface Said {
  readonly name: string;
  readonly numbers: readonly number[];
}

/**
 * Checks that all contenders came to the same numbers, as those who compute the
 * same must.
 *
 * @param said What each came to.
 * @param tolerance How far from those of the first, absolute or relative,
 * whichever allows more.
 * @throws {Error} If one is further away.
 */
export function assertAgreement(
  said: readonly Said[],
  tolerance: number,
): void {
  const [first, ...others] = said;
  for (const { name, numbers } of others) {
    const agrees = numbers.length === first!.numbers.length &&
      numbers.every((number, i) => {
        const expected = first!.numbers[i]!;
        const scale = Math.max(1, Math.abs(expected));
        return Math.abs(number - expected) <= tolerance * scale;
      });
    if (agrees) continue;
    throw new Error(
      `Cannot compare contenders: expected ${name} to agree with ` +
        `${first!.name} within ${tolerance}, on ${first!.numbers}, received ` +
        numbers,
    );
  }
}
