/**
 * Dividing vectors into two groups, for the rules that keep the larger one. Deterministic: ties go to lower indices.
 */

/** What the distance between two clusters is: the mean, or the least, of those between their points. */
export type Linkage = 'average' | 'single';

/**
 * Agglomerative clustering down to two clusters: the two nearest are merged again and again.
 *
 * @param distances - [n, n], symmetric and finite. Not modified.
 * @returns Ascending indices of the larger cluster; of equally large ones that with the lowest index.
 * @see Lance and Williams, The Computer Journal 9 (1967): how distances change by a merger
 */
export function largerCluster(distances: Float64Array, n: number, linkage: Linkage): readonly number[] {
  const between = distances.slice();
  let clusters = Array.from({ length: n }, (_, index) => [index]);
  while (clusters.length > 2) {
    const [kept, gone] = nearestPair(
      clusters.map(([first]) => first!),
      between,
      n,
    );
    const [into, from] = [clusters[kept]!, clusters[gone]!];
    for (const other of clusters) {
      if (other === into || other === from) continue;
      const [a, b] = [between[into[0]! * n + other[0]!]!, between[from[0]! * n + other[0]!]!];
      const merged =
        linkage === 'single' ? Math.min(a, b) : (into.length * a + from.length * b) / (into.length + from.length);
      between[into[0]! * n + other[0]!] = merged;
      between[other[0]! * n + into[0]!] = merged;
    }
    clusters = clusters.filter((_, index) => index !== gone).map((one) => (one === into ? [...into, ...from] : one));
  }
  return larger(clusters);
}

/** Positions of the two clusters nearest to each other; each is known by its first point, which never changes. */
function nearestPair(firsts: readonly number[], between: Float64Array, n: number): readonly [number, number] {
  let best: readonly [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < firsts.length; i++) {
    for (let j = i + 1; j < firsts.length; j++) {
      const distance = between[firsts[i]! * n + firsts[j]!]!;
      if (distance >= least) continue;
      least = distance;
      best = [i, j];
    }
  }
  return best;
}

/** More rounds than Lloyd's method takes on points of a plane. */
const ROUND_LIMIT = 1000;

/**
 * Two clusters by Lloyd's method (2-means), started from the two points farthest from each other.
 *
 * @param points - n points of one small dimension.
 * @returns As `largerCluster`; all indices if all points are the same.
 */
export function largerOfTwoMeans(points: readonly (readonly number[])[]): readonly number[] {
  let centres = farthestPair(points);
  let groups: readonly (readonly number[])[] = [];
  for (let round = 0; round < ROUND_LIMIT; round++) {
    const [first, second] = centres;
    const near = points.map((point) => squaredGap(point, first) <= squaredGap(point, second));
    const next = [true, false].map((side) => [...points.keys()].filter((index) => near[index] === side));
    if (next[1]!.length === 0 || next.join(';') === groups.join(';')) return larger(next);
    groups = next;
    centres = [centreOf(next[0]!.map((index) => points[index]!)), centreOf(next[1]!.map((index) => points[index]!))];
  }
  return larger(groups);
}

type Point = readonly number[];

/** Of pairs equally far apart the first in lexicographic order of coordinates, so that the order of points is no matter. */
function farthestPair(points: readonly Point[]): readonly [Point, Point] {
  const sorted = points.toSorted(inOrder);
  let best: readonly [Point, Point] = [sorted[0]!, sorted[0]!];
  let most = 0;
  for (const [index, point] of sorted.entries()) {
    for (const other of sorted.slice(index + 1)) {
      const gap = squaredGap(point, other);
      if (gap <= most) continue;
      most = gap;
      best = [point, other];
    }
  }
  return best;
}

function inOrder(a: Point, b: Point): number {
  const axis = a.findIndex((value, at) => value !== b[at]);
  return axis < 0 ? 0 : a[axis]! - b[axis]!;
}

function centreOf(points: readonly Point[]): Point {
  return points[0]!.map((_, axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
}

function squaredGap(a: Point, b: Point): number {
  return a.reduce((sum, value, axis) => sum + (value - b[axis]!) ** 2, 0);
}

function larger(clusters: readonly (readonly number[])[]): readonly number[] {
  const [one = [], other = []] = clusters.map((cluster) => cluster.toSorted((a, b) => a - b));
  if (one.length === other.length) return one[0]! < other[0]! ? one : other;
  return one.length > other.length ? one : other;
}
