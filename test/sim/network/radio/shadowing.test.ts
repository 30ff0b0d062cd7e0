import test from 'ava';
import { createRandom } from '../../../../src/random.ts';
import { nextShadowDb } from '../../../../src/sim/network/radio/shadowing.ts';

const options = { sigmaDb: 4, decorrelationM: 10 };

test('shadowing - the first draw is sigma z, the same place keeps it, 10 m on 1/e of it is left', (t) => {
  t.is(nextShadowDb(0, Infinity, options, 1.5), 6);
  t.is(nextShadowDb(6, 0, options, 99), 6);
  t.true(Math.abs(nextShadowDb(6, 10, options, 0) - 6 / Math.E) < 1e-12);
  // sqrt(1 - e^-2) * 4 = 3.71952.
  t.true(Math.abs(nextShadowDb(0, 10, options, 1) - 3.71952) < 1e-4);
});

test('shadowing - over a long drive: mean 0, deviation 4 dB, correlation e^-0.5 at 5 m and e^-1 at 10 m', (t) => {
  const stream = createRandom(1).stream('drive');
  const count = 100_000;
  const losses = new Float64Array(count);
  for (let at = 0; at < count; at++)
    losses[at] = nextShadowDb(losses[at - 1] ?? 0, at === 0 ? Infinity : 5, options, stream.normal());
  const moment = (lag: number): number => {
    let sum = 0;
    for (let at = lag; at < count; at++) sum += losses[at]! * losses[at - lag]!;
    return sum / (count - lag);
  };
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / count;
  // Standard errors: 0.026 dB of the mean, about 1 % of the variance.
  t.true(Math.abs(mean) < 0.1, `mean ${mean}`);
  t.true(Math.abs(moment(0) / 16 - 1) < 0.03, `variance ${moment(0)}`);
  t.true(Math.abs(moment(1) / moment(0) - Math.exp(-0.5)) < 0.02);
  t.true(Math.abs(moment(2) / moment(0) - Math.exp(-1)) < 0.02);
});
