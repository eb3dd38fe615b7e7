type Numbers = [major: number, minor: number, patch: number];

/**
 * The version that a release gets.
 *
 * @param current Version of the packages now.
 * @param change `patch`, `minor` or `major`, or the version itself.
 * @throws {RangeError} If it is none of these, or a version below the current.
 */
export function nextVersion(current: string, change: string): string {
  const [major, minor, patch] = parse(current);
  if (change === "major") return `${major + 1}.0.0`;
  if (change === "minor") return `${major}.${minor + 1}.0`;
  if (change === "patch") return `${major}.${minor}.${patch + 1}`;
  const next = parse(change);
  const i = next.findIndex((number, i) => number !== parse(current)[i]);
  if (i >= 0 && next[i]! < parse(current)[i]!) {
    throw new RangeError(
      `Cannot release ${change}: expected a version of at least ${current}, ` +
        "which the packages have",
    );
  }
  return change;
}

function parse(version: string): Numbers {
  const number = "(0|[1-9][0-9]{0,8})";
  const match = RegExp(`^${number}\\.${number}\\.${number}$`).exec(version);
  if (match === null) {
    throw new RangeError(
      "Cannot release: expected patch, minor, major or a version such as " +
        `1.2.3, received ${JSON.stringify(version)}`,
    );
  }
  return match.slice(1).map(Number) as Numbers;
}
