/** Formats a number with four digits that mean something. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(value)) return String(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(3);
  const before = Math.floor(Math.log10(size)) + 1; // digits before the point
  return value.toFixed(Math.max(0, Math.min(7, 4 - before)));
}

/** Formats a count with its thousands set apart. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Formats a time so that its two largest units show. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  const two = (part: number): string => String(part).padStart(2, "0");
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}
