import test from 'ava';
import { estimate, studentQuantile95 } from '../../src/sweep/statistics.ts';

/** Two-sided 95 % points as printed in every statistical table. */
const TABLE = [
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [9, 2.262],
  [10, 2.228],
  [29, 2.045],
  [30, 2.042],
  [120, 1.98],
] as const;

for (const [degrees, value] of TABLE)
  test(`statistics - Student's t for ${degrees} degrees of freedom is ${value}`, (t) => {
    t.is(Number(studentQuantile95(degrees).toFixed(3)), value);
  });

test('statistics - a mean with its interval, worked by hand', (t) => {
  // 2, 4, 9: mean 5, squares 9 + 1 + 16 = 26, variance 13, standard error sqrt(13 / 3) = 2.0817; times 4.3027.
  const { count, mean, halfWidth } = estimate([2, 4, 9]);
  t.is(count, 3);
  t.is(mean, 5);
  t.true(Math.abs(halfWidth! - 8.957) < 0.001, String(halfWidth));
});

test('statistics - one repetition says nothing about how sure its mean is', (t) => {
  t.deepEqual(estimate([0.9]), { count: 1, mean: 0.9, halfWidth: undefined });
});
