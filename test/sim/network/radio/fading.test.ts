import test from 'ava';
import { createRandom } from '../../../../src/random.ts';
import { nakagamiGain, nakagamiShape } from '../../../../src/sim/network/radio/fading.ts';

test('fading - m is 1.5 nearer than 80 m and 0.75 from there', (t) => {
  t.deepEqual([0, 79.9, 80, 500].map(nakagamiShape), [1.5, 1.5, 0.75, 0.75]);
});

// P(gain < g), the regularised lower incomplete gamma function of m at m g, from its series; for m = 1.5 that is
// erf(sqrt x) - 2 sqrt(x / pi) e^-x with x = 1.5 g.
for (const [shape, below1, belowTenth] of [
  [1.5, 0.60837, 0.03997],
  [0.75, 0.65159, 0.15104],
] as const) {
  test(`fading - gains at m = ${shape} have mean 1, variance 1/m and the right distribution`, (t) => {
    const stream = createRandom(7).stream('gains');
    const gains = Array.from({ length: 50_000 }, () => nakagamiGain(shape, stream));
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
    const share = (limit: number): number => gains.filter((gain) => gain < limit).length / gains.length;
    t.true(Math.abs(mean - 1) < 0.02, `mean ${mean}`);
    t.true(Math.abs(variance * shape - 1) < 0.05, `variance ${variance}`);
    t.true(Math.abs(share(1) - below1) < 0.01, `${share(1)}`);
    t.true(Math.abs(share(0.1) - belowTenth) < 0.005, `${share(0.1)}`);
    t.true(gains.every((gain) => gain > 0));
  });
}
