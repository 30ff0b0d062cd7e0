/** Points, segments and circles of the network's plane, m. Pure. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Point of the segment from `a` to `b` that is nearest to `point`, as a share of the segment in [0, 1]. */
export function nearestShare(a: Point, b: Point, point: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  if (squared === 0) return 0;
  return Math.min(1, Math.max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / squared));
}

/** The point at a share of the segment. */
export function pointAt(a: Point, b: Point, share: number): Point {
  return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/**
 * Where the line through `a` and `b` meets a circle: |a + s (b - a) - centre|² = radius².
 *
 * @returns The two shares s, in order; undefined when the line misses the circle or a = b.
 */
export function circleShares(
  a: Point,
  b: Point,
  circle: Point & { readonly radius: number },
): readonly [first: number, last: number] | undefined {
  const [px, py] = [a.x - circle.x, a.y - circle.y];
  const [vx, vy] = [b.x - a.x, b.y - a.y];
  const squared = vx * vx + vy * vy;
  const half = px * vx + py * vy;
  const discriminant = half * half - squared * (px * px + py * py - circle.radius * circle.radius);
  if (squared === 0 || discriminant < 0) return undefined;
  const root = Math.sqrt(discriminant);
  return [(-half - root) / squared, (-half + root) / squared];
}

/** SUMO's shapes: `x,y x,y ...`, with a height where the network has heights. */
export function parsePoints(text: string): Point[] {
  return text
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [x, y] = part.split(',').map(Number);
      return { x: x ?? NaN, y: y ?? NaN };
    });
}
