import test from 'ava';
import { FREE_SPACE_LOSS_DB, logDistanceLossDb } from '../../../../src/sim/network/radio/propagation.ts';

const options = { exponent: 2.7, referenceDistanceM: 1, referenceLossDb: FREE_SPACE_LOSS_DB };

test('propagation - the reference loss is that of a metre of free space at 5.89 GHz', (t) => {
  const wavelengthM = 299_792_458 / 5.89e9;
  t.is(FREE_SPACE_LOSS_DB, Number((20 * Math.log10((4 * Math.PI) / wavelengthM)).toFixed(2)));
});

test('propagation - 100 m at n = 2.7: 47.85 + 27 * 2 dB; nearer than the reference as at the reference', (t) => {
  t.is(logDistanceLossDb(100, options), 101.85);
  t.is(logDistanceLossDb(0, options), 47.85);
  t.is(logDistanceLossDb(1000, { ...options, referenceDistanceM: 10 }), 101.85);
});

// 20 dBm, noise -98 dBm: half of the frames get through where 118 - L = 6.44 dB.
for (const [exponent, metres] of [
  [2, 1533],
  [2.7, 229],
  [3, 133],
  [3.5, 66],
] as const) {
  test(`propagation - half of the frames of 20 dBm reach ${metres} m at n = ${exponent}`, (t) => {
    const snr = (distance: number): number => 118 - logDistanceLossDb(distance, { ...options, exponent });
    t.true(snr(metres - 1) > 6.44 && snr(metres + 1) < 6.44);
  });
}
