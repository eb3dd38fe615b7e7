/** Where values lie along an axis, and which of them to name. */
export interface Scale {
  /** Place of a value, from 0 at the lower end to 1 at the upper. */
  readonly place: (value: number) => number;
  /** Round numbers between the ends, ascending. */
  readonly ticks: readonly number[];
  /** Whether equal factors, not differences, are equally far. */
  readonly isLogarithmic: boolean;
}

/** How to choose a scale. */
export interface ScaleOptions {
  /** About how many ticks. */
  count: number;
  /** Room beyond the values at both ends, as a share of their spread. */
  room: number;
  /** Most that a tick says; default no limit. */
  highest?: number;
  /** Whether many powers of ten may be shown by their logarithm. */
  mayBeLogarithmic?: boolean;
}

const MANY = 100; // largest to smallest, from where on the logarithm is shown
const ROUNDING = 1e-9; // of a value, that is no difference
const EDGE = 1e-9; // steps that rounding may take from an end

/** Makes the scale that shows finite values from `least` to `most`. */
export function scaleFor(
  least: number,
  most: number,
  options: ScaleOptions,
): Scale {
  return options.mayBeLogarithmic && least > 0 && most / least >= MANY
    ? logarithmicScale(least, most, options)
    : linearScale(least, most, options);
}

function linearScale(
  least: number,
  most: number,
  { count, room, highest = Infinity }: ScaleOptions,
): Scale {
  const spread = most - least;
  const size = Math.max(Math.abs(least), Math.abs(most));
  // a series that is flat, but for rounding, is drawn in the middle
  const isFlat = spread <= ROUNDING * size;
  const beyond = isFlat ? size === 0 ? 1 : 0.1 * size : room * spread;
  const [first, last] = [least - beyond, most + beyond];
  const step = roundStep((last - first) / count);
  // no tick says what values of that sign or kind cannot be
  const lowest = least >= 0 ? Math.max(first, 0) : first;
  const upper = Math.min(last, highest);
  const ticks: number[] = [];
  for (let i = Math.ceil(lowest / step - EDGE); i <= upper / step + EDGE; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return {
    place: (value) => (value - first) / (last - first),
    ticks,
    isLogarithmic: false,
  };
}

/** The round number next to a step: 1, 2 or 5 with zeros. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const leading = step / power;
  if (leading < 1.5) return power;
  if (leading < 3.5) return 2 * power;
  return leading < 7.5 ? 5 * power : 10 * power;
}

function logarithmicScale(
  least: number,
  most: number,
  { count, room }: ScaleOptions,
): Scale {
  const [lower, upper] = [Math.log10(least), Math.log10(most)];
  const beyond = room * (upper - lower);
  const [first, last] = [lower - beyond, upper + beyond];
  const every = Math.max(1, Math.round((last - first) / count));
  const ticks: number[] = [];
  for (let power = Math.ceil(first); power <= last; power += every) {
    ticks.push(Number(`1e${power}`));
  }
  return {
    // beyond what numbers hold there is nothing to name
    ticks: ticks.filter((tick) => tick > 0 && tick < Infinity),
    place: (value) => (Math.log10(value) - first) / (last - first),
    isLogarithmic: true,
  };
}
