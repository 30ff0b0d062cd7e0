import test from 'ava';
import { erfc, frameSuccess, qpskHalfErrorRate } from '../../../../src/sim/network/radio/error-rate.ts';

// Values of the C library's erfc.
for (const [x, expected] of [
  [0, 1],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [2, 0.004677734981047265],
  [3, 2.209049699858544e-5],
  [4, 1.541725790028002e-8],
  [8, 1.1224297172982928e-29],
] as const) {
  test(`error-rate - erfc(${x})`, (t) => {
    t.true(Math.abs(erfc(x) / expected - 1) < 1e-10);
  });
}

// A frame with 1500 bytes of payload, as published for the model: half of the frames at 6.44 dB.
for (const [snrDb, expected] of [
  [6.09, 0.1],
  [6.44, 0.5],
  [6.98, 0.9],
  [7.61, 0.99],
] as const) {
  test(`error-rate - ${snrDb} dB brings ${100 * expected} % of 1500-byte frames through`, (t) => {
    t.true(Math.abs(frameSuccess(snrDb, 12_326) - expected) < 0.0015);
  });
}

test('error-rate - by hand at 10 dB: p = erfc(sqrt 5) / 2 = 7.827e-4, D^2 = 3.1284e-3', (t) => {
  // 1/2 (36 D^10 + 211 D^12 + 1404 D^14 + ...) = 1/2 (1.07865e-11 + 1.978e-13 + 4.1e-15 + ...) = 5.4943e-12.
  t.true(Math.abs(qpskHalfErrorRate(10) / 5.4943e-12 - 1) < 1e-4);
});

test('error-rate - nothing comes through without a signal, everything with an endless one; never worse with more', (t) => {
  t.is(frameSuccess(-Infinity, 12_326), 0);
  t.is(frameSuccess(Infinity, 12_326), 1);
  for (let tenth = -300; tenth < 300; tenth++)
    t.true(frameSuccess(tenth / 10, 12_326) <= frameSuccess((tenth + 1) / 10, 12_326));
});
