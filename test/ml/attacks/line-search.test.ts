import test from 'ava';
import { maximise } from '../../../src/ml/attacks/line-search.ts';

const search = { evaluations: 40, start: 0, delta: 10, ratio: 0.8 };

test('line search - hand-worked: doubles its steps, then shrinks them, onwards from the best', (t) => {
  // 0, 10, 30, 70 improve; 150 and 70 + 64 do not; 70 + 51.2 does, and nothing beyond it.
  const found = maximise((x) => -Math.abs(x - 100), search);
  t.true(Math.abs(found - 121.2) < 1e-9, `found ${found}`);
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

test('line search - a start that is NaN loses to anything', (t) => {
  t.is(
    maximise((x) => (x === 0 ? NaN : -x), search),
    10,
  );
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
