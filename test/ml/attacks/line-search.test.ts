import test from 'ava';
import { maximise } from '../../../src/ml/attacks/line-search.ts';

const search = { evaluations: 40, start: 0, delta: 10, ratio: 0.8 };

test('line search - doubles its steps, then comes near the maximum', (t) => {
  for (const peak of [12, 1000]) {
    const found = maximise((x) => -Math.abs(x - peak), search);
    t.true(Math.abs(found - peak) < 0.15 * peak, `peak ${peak}, found ${found}`);
  }
});

test('line search - finds an improvement far below its first step', (t) => {
  const found = maximise((x) => -Math.abs(x - 0.3), search);
  t.true(found > 0 && found < 0.6, `found ${found}`);
});

test('line search - costs as many evaluations as it may, and one at least', (t) => {
  for (const evaluations of [1, 2, 20]) {
    const tried: number[] = [];
    maximise((x) => tried.push(x), { ...search, evaluations });
    t.is(tried.length, evaluations);
  }
  const tried: number[] = [];
  maximise((x) => tried.push(x), { ...search, evaluations: 4 });
  t.deepEqual(tried, [0, 10, 30, 70]);
});

test('line search - stays at the start if nothing is better or everything is NaN', (t) => {
  t.is(
    maximise((x) => -x, search),
    0,
  );
  t.is(
    maximise(() => NaN, { ...search, start: 2 }),
    2,
  );
});
