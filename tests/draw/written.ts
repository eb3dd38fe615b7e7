/** Points of a stroke, on a paper of 100 × 100. */
export type Line = readonly (readonly [x: number, y: number])[];

/** The ten digits as people write them. */
export const WRITTEN: readonly (readonly Line[])[] = [
  [ring(50, 50, 20, 32)],
  [[[50, 15], [50, 85]]],
  [[...arc(48, 35, 20, -170, 30), [28, 82], [72, 82]]],
  [[
    ...arc(46, 32, 18, -160, 90),
    ...arc(46, 66, 19, -90, 150),
  ]],
  [[[34, 15], [28, 55], [74, 55]], [[62, 20], [60, 88]]],
  [[[68, 16], [36, 16], [33, 46], ...arc(48, 62, 21, -120, 140)]],
  [[[60, 12], [44, 30], [34, 55], ...arc(50, 68, 17, -170, 190)]],
  [[[28, 20], [72, 20], [46, 86]]],
  [[
    ...arc(50, 32, 15, 90, -270),
    ...arc(50, 65, 18, -90, 270),
  ]],
  [[...arc(48, 36, 17, 0, -350), [65, 36], [60, 86]]],
];

/** Points of a circle around (x, y), by angles in degrees, clockwise from 3 h. */
function arc(
  x: number,
  y: number,
  radius: number,
  from: number,
  to: number,
  down = radius,
): [number, number][] {
  return Array.from({ length: 25 }, (_, i) => {
    const angle = (from + (to - from) * i / 24) * Math.PI / 180;
    return [x + radius * Math.cos(angle), y + down * Math.sin(angle)];
  });
}

function ring(
  x: number,
  y: number,
  across: number,
  down: number,
): [number, number][] {
  return arc(x, y, across, -90, 270, down);
}
