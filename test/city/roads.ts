/** Networks written by hand. */
import type { Road, RoadNetwork } from '../../src/city/road-network.ts';

/**
 * @param successors - by a road's id, those it leads to.
 * @param changes - by id, what is not one lane of 100 m at 10 m/s from (0, 0) to (100, 0).
 */
export function networkOf(
  successors: Readonly<Record<string, readonly string[]>>,
  changes: Readonly<Record<string, Partial<Road>>> = {},
): RoadNetwork {
  const ids = Object.keys(successors);
  const roads = ids.map((id) => ({
    id,
    from: `${id}<`,
    to: `${id}>`,
    lanes: 1,
    length: 100,
    speed: 10,
    shape: [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ],
    next: successors[id]!.map((other) => ids.indexOf(other)),
    turnarounds: [],
    ...changes[id],
  }));
  return { roads, junctions: [] };
}
