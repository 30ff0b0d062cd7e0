/**
 * k centres such that points are near one of them: Lloyd's iterations from k-means++'s start. Pure.
 *
 * Source: Lloyd, "Least squares quantization in PCM", 1982; Arthur and Vassilvitskii, "k-means++: the advantages of
 * careful seeding", SODA 2007, section 2.2.
 */
import type { RandomStream } from '../random.ts';
import type { Point } from './road-network.ts';

/** A centre and how many points are nearer to it than to any other. */
export interface Centre extends Point {
  readonly size: number;
}

const ITERATIONS = 100;

/**
 * @param positions - x and y in turns, m; shape [2 x n].
 * @param k - centres, >= 1.
 * @returns Centres by size, the largest first; fewer than k where there are fewer different points.
 */
export function kMeans(positions: Float64Array, k: number, stream: RandomStream): readonly Centre[] {
  let centres = seeds(positions, k, stream);
  let sizes = new Uint32Array(centres.length);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const sums = centres.map(() => ({ x: 0, y: 0 }));
    sizes = new Uint32Array(centres.length);
    for (let index = 0; 2 * index < positions.length; index++) {
      const [x, y] = [positions[2 * index]!, positions[2 * index + 1]!];
      const nearest = nearestCentre(centres, x, y);
      sums[nearest]!.x += x;
      sums[nearest]!.y += y;
      sizes[nearest]!++;
    }
    const moved = centres.map((centre, index) => {
      const size = sizes[index]!;
      return size === 0 ? centre : { x: sums[index]!.x / size, y: sums[index]!.y / size };
    });
    const isSettled = moved.every(({ x, y }, index) => x === centres[index]!.x && y === centres[index]!.y);
    centres = moved;
    if (isSettled) break;
  }
  return centres.map((centre, index) => ({ ...centre, size: sizes[index]! })).toSorted((a, b) => b.size - a.size);
}

/** The first at random; each further one with probability in proportion to its squared distance from those chosen. */
function seeds(positions: Float64Array, k: number, stream: RandomStream): readonly Point[] {
  const count = positions.length / 2;
  const point = (index: number): Point => ({ x: positions[2 * index]!, y: positions[2 * index + 1]! });
  const chosen = [point(stream.integer(count))];
  const squared = new Float64Array(count).fill(Infinity);
  while (chosen.length < k) {
    let total = 0;
    for (let index = 0; index < count; index++) {
      const { x, y } = chosen.at(-1)!;
      const [dx, dy] = [positions[2 * index]! - x, positions[2 * index + 1]! - y];
      total += squared[index] = Math.min(squared[index]!, dx * dx + dy * dy);
    }
    if (total === 0) break;
    let left = stream.uniform() * total;
    let next = squared.findLastIndex((distance) => distance > 0);
    for (let index = 0; index < next; index++) {
      left -= squared[index]!;
      if (left < 0) next = index;
    }
    chosen.push(point(next));
  }
  return chosen;
}

function nearestCentre(centres: readonly Point[], x: number, y: number): number {
  let index = 0;
  let smallest = Infinity;
  for (const [candidate, centre] of centres.entries()) {
    const squared = (centre.x - x) ** 2 + (centre.y - y) ** 2;
    if (squared >= smallest) continue;
    smallest = squared;
    index = candidate;
  }
  return index;
}
