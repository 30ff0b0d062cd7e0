/**
 * Density-based clusters: points that have many neighbours, with all that can be reached over such points. Pure.
 *
 * Source: Ester et al., "A density-based algorithm for discovering clusters in large spatial databases with noise",
 * KDD 1996, section 4.
 */
import { createGrid } from './grid.ts';

/** What belongs to no cluster. */
export const NOISE = -1;

/**
 * @param positions - x and y in turns, m; shape [2 x n].
 * @param radius - m within which points are neighbours, the border included, > 0.
 * @param minimum - points, itself included, that a point needs around it to be inside a cluster, >= 1.
 * @returns The number of each point's cluster, from 0 in the order of their first inner points, or NOISE; shape [n]. A
 *   point on the border of two clusters belongs to the first.
 */
export function dbscan(positions: Float64Array, radius: number, minimum: number): Int32Array {
  const count = positions.length / 2;
  const grid = createGrid(positions, radius);
  const clusters = new Int32Array(count).fill(NOISE);
  const isAsked = new Uint8Array(count);
  const neighbours = (index: number): readonly number[] => {
    const found: number[] = [];
    isAsked[index] = 1;
    grid.within({ x: positions[2 * index]!, y: positions[2 * index + 1]! }, radius, (other) => found.push(other));
    return found;
  };
  let cluster = 0;
  for (let start = 0; start < count; start++) {
    if (isAsked[start] === 1) continue;
    const around = neighbours(start);
    if (around.length < minimum) continue;
    clusters[start] = cluster;
    const open = [around];
    for (let members = open.pop(); members !== undefined; members = open.pop()) {
      for (const member of members) {
        if (clusters[member] === NOISE) clusters[member] = cluster;
        if (isAsked[member] === 1) continue;
        const more = neighbours(member);
        if (more.length >= minimum) open.push(more);
      }
    }
    cluster++;
  }
  return clusters;
}
