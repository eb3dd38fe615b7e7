/** Names the series that validation measures: `loss` becomes `valLoss`. */
export function validationName(name: string): string {
  return `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Whether a series is one of validation by its name. */
export function isValidationName(name: string): boolean {
  return /^val[^\p{Ll}]/u.test(name);
}

/** What a series of validation measures: `valLoss` gives `loss`. */
export function validatedName(series: string): string | undefined {
  if (!isValidationName(series)) return undefined;
  const [first, ...rest] = series.slice("val".length);
  return [first!.toLowerCase(), ...rest].join("");
}
