import test from 'ava';
import { meanCurve, type Evaluation } from '../../src/sweep/mean-curves.ts';

const curve = (...points: readonly (readonly [seconds: number, accuracy: number])[]): readonly Evaluation[] =>
  points.map(([seconds, accuracy]) => ({ seconds, accuracy }));

test('mean curves - at every moment one of them was evaluated, by straight lines, from where all of them have begun; one that is over stays', (t) => {
  const points = meanCurve([curve([10, 0.2], [20, 0.4], [30, 0.8]), curve([15, 0.1], [25, 0.7])]);
  t.deepEqual(
    points.map(({ seconds, mean }) => [seconds, Number(mean.toFixed(9))]),
    [
      [15, 0.2],
      [20, 0.4],
      [25, 0.65],
      [30, 0.75],
    ],
  );
  // At 25 s the standard error is 0.05, times t = 12.706 for one degree of freedom.
  t.true(Math.abs(points[2]!.halfWidth! - 0.6353) < 1e-4);
});

test('mean curves - a single run is its own mean, without an interval', (t) => {
  t.deepEqual(meanCurve([curve([10, 0.2], [20, 0.4])]), [
    { seconds: 10, mean: 0.2, halfWidth: undefined },
    { seconds: 20, mean: 0.4, halfWidth: undefined },
  ]);
});

test('mean curves - one that ended before another began stays as it was', (t) => {
  const points = meanCurve([curve([10, 0.2], [20, 0.4]), curve([50, 0.6], [60, 0.9])]);
  t.deepEqual(
    points.map(({ seconds, mean }) => [seconds, Number(mean.toFixed(9))]),
    [
      [50, 0.5],
      [60, 0.65],
    ],
  );
});
