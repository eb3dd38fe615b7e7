/** Whether it is a number of at least 0 and below 1. */
export function isShare(value: number): boolean {
  return typeof value === "number" && value >= 0 && value < 1;
}
