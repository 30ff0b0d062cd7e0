import test from 'ava';
import { distributedSgd } from '../../src/ml/optimizer.ts';

test('optimizer - distributed SGD subtracts the scaled step', (t) => {
  const { init, apply } = distributedSgd({ learningRate: 0.5 });
  const theta = Float32Array.of(1, -2, 3);
  const step = Float32Array.of(2, 4, -1);
  const out = new Float32Array(3);
  const state = init(3);
  t.is(apply(theta, step, state, out), state);
  t.deepEqual([...out], [0, -4, 3.5]);
  t.deepEqual([...theta], [1, -2, 3]);
  t.deepEqual([...step], [2, 4, -1]);
});

test('optimizer - distributed SGD rounds once, and may write onto theta', (t) => {
  const theta = Float32Array.of(0.1, 1e8);
  const expected = Float32Array.of(theta[0]! - 0.001 * Math.fround(0.3), 1e8 - 0.001 * Math.fround(7e3));
  distributedSgd({ learningRate: 0.001 }).apply(theta, Float32Array.of(0.3, 7e3), null, theta);
  t.deepEqual(theta, expected);
});

test('optimizer - distributed SGD refuses what it cannot do', (t) => {
  for (const learningRate of [0, -1, NaN, Infinity]) {
    t.throws(() => distributedSgd({ learningRate }), { instanceOf: RangeError, message: /learningRate/ });
  }
  const { apply } = distributedSgd({ learningRate: 1 });
  const three = new Float32Array(3);
  t.throws(() => apply(three, new Float32Array(2), null, three), { message: /step: .* length 3 .* got 2/ });
  t.throws(() => apply(three, three, null, new Float32Array(4)), { message: /out: .* length 3 .* got 4/ });
});
