import type { Tensor } from "@cutedl/tensor";
import { assertAlmostEquals } from "@std/assert";

/** Asserts that a gradient is the slope of `value` along each element. */
export function assertGradient(
  gradient: Tensor,
  elements: Tensor,
  value: () => number,
): void {
  const step = 2 ** -7; // float32 holds it exactly
  elements.data.forEach((element, i) => {
    elements.data[i] = element + step;
    const above = value();
    elements.data[i] = element - step;
    const below = value();
    elements.data[i] = element;
    const slope = (above - below) / (2 * step);
    assertAlmostEquals(gradient.data[i]!, slope, 3e-4);
  });
}

/** `Σ a b`: a value whose gradient with respect to `a` is `b`. */
export function dot(a: Tensor, b: Tensor): number {
  return a.data.reduce((sum, element, i) => sum + element * b.data[i]!, 0);
}
