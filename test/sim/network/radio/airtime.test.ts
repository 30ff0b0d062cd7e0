import test from 'ava';
import { cycleUs, deliveryUs, frameUs, messageBytesPerMs } from '../../../../src/sim/network/radio/airtime.ts';

test('airtime - a frame with 1500 bytes of payload: 12326 bits are 257 symbols, 2096 us', (t) => {
  // 16 + 8 * (1500 + 38) + 6 = 12326; / 48 = 256.8; 40 + 8 * 257.
  t.is(frameUs(1500), 2096);
  // 16 + 8 * 38 + 6 = 326; / 48 = 6.8; 40 + 56.
  t.is(frameUs(0), 96);
});

test('airtime - its cycle in best effort: 110 + 97.5 + 2096 + 32 + 64 = 2399.5 us, 5.00 Mbit/s', (t) => {
  t.is(cycleUs(1500, 0), 2399.5);
  t.is(((8 * 1500) / cycleUs(1500, 0)).toFixed(2), '5.00');
});

test('airtime - repetitions back off twice as long, up to a window of 1023', (t) => {
  // Half of 31, 63, ... 1023 slots of 13 us, where the first attempt has 97.5.
  const backoff = [0, 1, 2, 3, 4, 5, 6, 7].map((retry) => cycleUs(1500, retry) - 2399.5 + 97.5);
  t.deepEqual(backoff, [97.5, 201.5, 409.5, 825.5, 1657.5, 3321.5, 6649.5, 6649.5]);
});

test('airtime - delivery when every second attempt fails', (t) => {
  // One repetition: attempts 2399.5 and 2503.5; (2399.5 + 0.5 * 2503.5) / (0.5 * 1.5).
  t.is(deliveryUs(1500, 0.5, 1), (2399.5 + 0.5 * 2503.5) / 0.75);
  // None: the frame comes again from above, with the small window.
  t.is(deliveryUs(1500, 0.5, 0), 4799);
  // Seven: sum 0.5^k (2302 + backoff_k) = 4586.02 + 767.02, over 1 - 0.5^8.
  t.true(Math.abs(deliveryUs(1500, 0.5, 7) - 5374.05) < 0.1);
});

test('airtime - certainty costs one cycle, impossibility for ever', (t) => {
  t.is(deliveryUs(1500, 1, 7), 2399.5);
  t.is(deliveryUs(1500, 0, 7), Infinity);
});

test('airtime - more success never takes longer', (t) => {
  for (let step = 1; step < 1000; step++)
    t.true(deliveryUs(1500, step / 1000, 7) >= deliveryUs(1500, (step + 1) / 1000, 7));
});

test('airtime - a gradient of 437544 bytes is 292 frames, 0.70 s', (t) => {
  // 291 * 2399.5 + the last, 1044 B: 8678 bits, 181 symbols, 1488 us, cycle 1791.5: 700046 us.
  t.true(Math.abs(437_544 / messageBytesPerMs(437_544, 1, 7) - 700.046) < 1e-9);
});

test('airtime - small and empty messages, and where nothing gets through', (t) => {
  t.is(messageBytesPerMs(1, 1, 7), 1000 / cycleUs(1, 0));
  t.is(messageBytesPerMs(1500, 1, 7), 1_500_000 / 2399.5);
  t.is(messageBytesPerMs(0, 1, 7), 0);
  t.is(messageBytesPerMs(5000, 0, 7), 0);
  t.is(messageBytesPerMs(100, 0, 7), 0);
});
