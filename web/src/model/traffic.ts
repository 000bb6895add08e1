/** When the requests of a client arrive, in milliseconds, in order. */

export const SHAPES = ['steady', 'spike', 'retries'] as const;
export type Shape = (typeof SHAPES)[number];

/** Times between two seconds of a run, evenly spread. */
function even(perSecond: number, from: number, to: number): number[] {
  const count = Math.max(0, Math.round((to - from) * perSecond));
  return Array.from({ length: count }, (_, index) => Math.round((from + index / perSecond) * 1000));
}

/**
 * The arrivals of a shape. A spike is five times the rate in the middle fifth. In a retry storm all clients come at
 * once after an outage in the first half, again after one, two and four seconds, as exponential waiting without chance
 * makes them.
 */
export function arrivals(shape: Shape, perSecond: number, seconds: number): number[] {
  if (shape === 'steady') return even(perSecond, 0, seconds);
  if (shape === 'spike') {
    const [start, end] = [seconds * 0.4, seconds * 0.6];
    return [...even(perSecond, 0, start), ...even(perSecond * 5, start, end), ...even(perSecond, end, seconds)];
  }
  const back = seconds * 0.3;
  const storm = [0, 1, 2, 4].flatMap((wait) => even(perSecond * 20, back + wait, Math.min(seconds, back + wait + 0.25)));
  return [...even(perSecond, 0, back), ...storm, ...even(perSecond, back, seconds)].sort((one, other) => one - other);
}
