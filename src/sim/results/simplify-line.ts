/**
 * Leaves out points of a line that hardly matter.
 *
 * Source: Douglas & Peucker, "Algorithms for the reduction of the number of points required to represent a digitized
 * line", Cartographica 10 (1973).
 */

/**
 * @param line - x, y, x, y ...; shape [2 n].
 * @param tolerance - how far a point that is left out may be from the line, in the unit of `line`.
 * @returns The first, the last and the points that matter, in order; shape [2 m].
 */
export function simplifyLine(line: readonly number[], tolerance: number): readonly number[] {
  const count = line.length / 2;
  const kept = new Uint8Array(count);
  kept[0] = 1;
  kept[count - 1] = 1;
  // Of our own stack rather than recursion: a line of ten thousand points may split off one at a time.
  const spans: [from: number, to: number][] = [[0, count - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    let farthest = -1;
    let most = tolerance;
    for (let index = from + 1; index < to; index++) {
      const distance = distanceToSegment(line, index, from, to);
      if (distance <= most) continue;
      most = distance;
      farthest = index;
    }
    if (farthest < 0) continue;
    kept[farthest] = 1;
    spans.push([from, farthest], [farthest, to]);
  }
  return line.filter((_, index) => kept[index >> 1] === 1);
}

function distanceToSegment(line: readonly number[], point: number, from: number, to: number): number {
  const [x, y] = [line[2 * point]! - line[2 * from]!, line[2 * point + 1]! - line[2 * from + 1]!];
  const [dx, dy] = [line[2 * to]! - line[2 * from]!, line[2 * to + 1]! - line[2 * from + 1]!];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / squared));
  return Math.hypot(x - along * dx, y - along * dy);
}
