/** Points in square cells, so that those near a place are found without looking at all. Pure. */
import type { Point } from './road-network.ts';

/** An index over points. */
export interface PointGrid {
  /** Calls `visit` with the index of every point within `radius` metres (the border included) of a place. */
  within(place: Point, radius: number, visit: (index: number) => void): void;
}

/**
 * @param positions - x and y in turns, m; shape [2 x n].
 * @param cell - side of a cell, m; best about the radius that is asked for.
 */
export function createGrid(positions: Float64Array, cell: number): PointGrid {
  const cells = new Map<string, number[]>();
  const cellOf = (coordinate: number): number => Math.floor(coordinate / cell);
  for (let index = 0; 2 * index < positions.length; index++) {
    const key = `${cellOf(positions[2 * index]!)} ${cellOf(positions[2 * index + 1]!)}`;
    const members = cells.get(key);
    if (members === undefined) cells.set(key, [index]);
    else members.push(index);
  }
  return {
    within({ x, y }, radius, visit) {
      for (let column = cellOf(x - radius); column <= cellOf(x + radius); column++) {
        for (let row = cellOf(y - radius); row <= cellOf(y + radius); row++) {
          for (const index of cells.get(`${column} ${row}`) ?? []) {
            const [dx, dy] = [positions[2 * index]! - x, positions[2 * index + 1]! - y];
            if (dx * dx + dy * dy <= radius * radius) visit(index);
          }
        }
      }
    },
  };
}
