import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { backhaulSpec, createBackhaul, useLine } from '../../../src/sim/network/backhaul.ts';

test('backhaul - a gradient over the default line: 437544 B at 15 Mbit/s = 1875 B/ms is 233.4 ms, and 100 ms', (t) => {
  const use = useLine(0, { bytes: 437_544, bytesPerMs: 1875, latencyMs: 100 }, 0);
  t.is(use.arrivalMs, 334);
  t.is(use.busyUntilMs, 437_544 / 1875);
});

test('backhaul - messages of a line wait for each other, those of others and of the other direction do not', (t) => {
  const spec = backhaulSpec.parse({ kind: 'queue', latencyMs: 10, uplinkMbps: 8, downlinkMbps: 16 });
  const backhaul = createBackhaul(spec, 2);
  // 8 Mbit/s = 1000 B/ms.
  t.is(backhaul.send(0, 'up', 5000, 0), 15);
  t.is(backhaul.send(0, 'up', 5000, 2), 20);
  t.is(backhaul.send(1, 'up', 5000, 2), 17);
  t.is(backhaul.send(0, 'down', 5000, 2), 15); // 2 + 2.5 + 10 = 14.5
  t.is(backhaul.send(0, 'up', 5000, 100), 115);
  t.deepEqual(backhaul.snapshot(), { up: [105, 7], down: [4.5, 0] });
});

test('backhaul - the ideal one delivers at once and remembers nothing', (t) => {
  const backhaul = createBackhaul({ kind: 'ideal' }, 1);
  t.true(backhaul.ideal);
  t.is(backhaul.send(0, 'up', 1e9, 7), 7);
  t.deepEqual(backhaul.snapshot(), { up: [0], down: [0] });
});

test('backhaul - goes on from a snapshot to the last bit', (t) => {
  const spec = backhaulSpec.parse({ kind: 'queue' });
  const run = (interrupted: boolean): readonly number[] => {
    const random = createRandom(5).stream('messages');
    let backhaul = createBackhaul(spec, 3);
    let nowMs = 0;
    return Array.from({ length: 300 }, () => {
      nowMs += random.integer(100);
      if (interrupted)
        backhaul = createBackhaul(
          spec,
          3,
          JSON.parse(JSON.stringify(backhaul.snapshot())) as ReturnType<typeof backhaul.snapshot>,
        );
      return backhaul.send(random.integer(3), random.integer(2) === 0 ? 'up' : 'down', random.integer(500_000), nowMs);
    });
  };
  t.deepEqual(run(true), run(false));
});

test('backhaul - an edge server that is not there is refused', (t) => {
  const backhaul = createBackhaul(backhaulSpec.parse({ kind: 'queue' }), 2);
  t.throws(() => backhaul.send(2, 'up', 1, 0), { instanceOf: RangeError, message: /no edge server 2 of 2/ });
});
