import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { drawDurationMs, gamma, type DurationSpec } from '../../../src/sim/faults/durations.ts';

const exponential: DurationSpec = { distribution: 'exponential', meanS: 600 };
const ageing: DurationSpec = { distribution: 'weibull', meanS: 600, shape: 2 };
const infant: DurationSpec = { distribution: 'weibull', meanS: 600, shape: 0.5 };

test('durations - gamma continues the factorial', (t) => {
  const known = [
    [1, 1],
    [2, 1],
    [5, 24],
    [1.5, Math.sqrt(Math.PI) / 2],
    [3.5, (15 * Math.sqrt(Math.PI)) / 8],
    [6, 120],
  ] as const;
  for (const [z, value] of known) t.true(Math.abs(gamma(z) / value - 1) < 1e-13, `Gamma(${z})`);
});

test('durations - inversion, by hand', (t) => {
  // -ln(1 - u) = 1 at u = 1 - 1/e, ln 2 at u = 1/2.
  t.is(drawDurationMs(exponential, 1 - 1 / Math.E), 600_000);
  t.is(drawDurationMs(exponential, 0.5), Math.round(600_000 * Math.LN2));
  // Scale 600 / Gamma(3/2) = 1200 / sqrt(pi) s; the median is scale * sqrt(ln 2).
  t.is(drawDurationMs(ageing, 0.5), Math.round((1_200_000 / Math.sqrt(Math.PI)) * Math.sqrt(Math.LN2)));
  // Scale 600 / Gamma(3) = 300 s; at u = 1 - e^-2 it is 300 * 2^2 s.
  t.is(drawDurationMs(infant, 1 - Math.exp(-2)), 1_200_000);
});

test('durations - never less than a millisecond', (t) => {
  t.is(drawDurationMs(exponential, 0), 1);
});

for (const [name, spec, deviation] of [
  ['exponential', exponential, 1],
  ['Weibull, ageing', ageing, 0.5227],
  ['Weibull, infant mortality', infant, 2.2361],
] as const) {
  test(`durations - ${name}: the mean of 20,000 draws lies within four standard errors`, (t) => {
    const stream = createRandom(7).stream('durations');
    const count = 20_000;
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += drawDurationMs(spec, stream.uniform());
    // `deviation` is the distribution's standard deviation in units of its mean.
    t.true(Math.abs(sum / count / 600_000 - 1) < (4 * deviation) / Math.sqrt(count), `${sum / count}`);
  });
}

test('durations - draws follow the distribution (Kolmogorov-Smirnov)', (t) => {
  const stream = createRandom(8).stream('durations');
  const scale = 600_000 / gamma(1.5);
  const draws = Array.from({ length: 2000 }, () => drawDurationMs(ageing, stream.uniform())).sort((a, b) => a - b);
  const distance = Math.max(
    ...draws.map((draw, index) => {
      const expected = 1 - Math.exp(-((draw / scale) ** 2));
      return Math.max(Math.abs(expected - index / draws.length), Math.abs(expected - (index + 1) / draws.length));
    }),
  );
  // 1.63 / sqrt(n) is exceeded once in a hundred.
  t.true(distance < 1.63 / Math.sqrt(draws.length), `${distance}`);
});
