import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { simplifyLine } from '../../../src/sim/results/simplify-line.ts';

test('simplify-line - points on a straight line go, corners stay', (t) => {
  t.deepEqual(simplifyLine([0, 0, 1, 0, 2, 0, 2, 1, 2, 2], 0.1), [0, 0, 2, 0, 2, 2]);
});

test('simplify-line - a bulge as high as the tolerance goes, a higher one stays', (t) => {
  t.deepEqual(simplifyLine([0, 0, 5, 1, 10, 0], 1), [0, 0, 10, 0]);
  t.deepEqual(simplifyLine([0, 0, 5, 1.01, 10, 0], 1), [0, 0, 5, 1.01, 10, 0]);
});

test('simplify-line - a closed line keeps its farthest point; lines of one and two points stay', (t) => {
  t.deepEqual(simplifyLine([0, 0, 3, 0, 3, 3, 0, 0], 0.5), [0, 0, 3, 0, 3, 3, 0, 0]);
  t.deepEqual(simplifyLine([1, 2], 1), [1, 2]);
  t.deepEqual(simplifyLine([1, 2, 1.1, 2], 1), [1, 2, 1.1, 2]);
});

test('simplify-line - no point is farther from the result than the tolerance', (t) => {
  const draws = createRandom(7).stream('line');
  for (let repetition = 0; repetition < 50; repetition++) {
    const line = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? index : 0) + 4 * draws.uniform());
    const simple = simplifyLine(line, 1);
    for (let point = 0; point < line.length; point += 2)
      t.true(distance([line[point]!, line[point + 1]!], simple) <= 1 + 1e-9);
  }
});

/** From a point to the nearest of densely sampled points of a line. */
function distance([x, y]: readonly [number, number], line: readonly number[]): number {
  let least = Infinity;
  for (let index = 2; index < line.length; index += 2) {
    const [ax, ay, bx, by] = line.slice(index - 2, index + 2) as [number, number, number, number];
    const squared = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / squared));
    least = Math.min(least, Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y));
  }
  return least;
}
