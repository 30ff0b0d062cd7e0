import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import {
  createBatchSource,
  type BatchOptions,
  type BatchSnapshot,
  type BatchSource,
} from '../../../src/sim/batches.ts';
import { collectionSpec } from '../../../src/sim/batches/spec.ts';

/** 600 examples, a hundred of each of six classes, in class order; edge server 0 has the first three classes. */
const train = {
  count: 600,
  features: new Uint8Array(600),
  scale: 1,
  labels: Uint8Array.from({ length: 600 }, (_, index) => Math.floor(index / 100)),
};
const buffer = (options: object = {}) => collectionSpec.parse({ kind: 'buffer', ...options });

function source(changes: Partial<BatchOptions> = {}, from?: BatchSnapshot): BatchSource {
  return createBatchSource(
    {
      train,
      batchSize: 20,
      division: { kind: 'disjoint-by-label' },
      drift: { kind: 'none' },
      collection: buffer({ examplesPerSecond: 5, capacity: 50 }),
      edgeServers: 2,
      random: createRandom(1),
      ...changes,
    },
    from,
  );
}

/** The vehicle is at the place for whole seconds from `fromS` on. */
function drive(batches: BatchSource, vehicleId: string, edgeServer: number, seconds: number, fromS = 0): void {
  for (let second = 1; second <= seconds; second++)
    batches.observe({ vehicleId, edgeServer, timeMs: 1000 * (fromS + second), durationMs: 1000 });
}
const draw = (batches: BatchSource, vehicleId: string, serial = 0): Uint32Array =>
  batches.draw({ serial, vehicleId, edgeServer: 0, timeMs: 0 });
const placeOf = (example: number): number => (example < 300 ? 0 : 1);
const held = (batches: BatchSource, vehicleId: string): readonly number[] =>
  batches.snapshot().buffers.find((one) => one.vehicleId === vehicleId)?.examples ?? [];

test('collected - a worker is ready with a batch: five examples a second, twenty after four', (t) => {
  const batches = source();
  t.true(batches.collects);
  t.is(batches.perEpoch, 30);
  t.false(batches.ready('a'));
  drive(batches, 'a', 0, 3);
  t.is(held(batches, 'a').length, 15);
  t.false(batches.ready('a'));
  t.throws(() => draw(batches, 'a'), { instanceOf: RangeError, message: /20 examples in the buffer of a, got 15/ });
  drive(batches, 'a', 0, 1);
  t.true(batches.ready('a'));
  t.false(batches.ready('b'), 'each for itself');
  t.deepEqual([...draw(batches, 'a')].sort(), [...held(batches, 'a')].sort(), 'all that it holds');
});

test('collected - a batch is what was collected on the way, not what there is where it is drawn', (t) => {
  const batches = source();
  drive(batches, 'a', 1, 6);
  t.true(draw(batches, 'a').every((example) => placeOf(example) === 1));
  drive(batches, 'a', 0, 4, 6);
  const places = held(batches, 'a').map(placeOf);
  t.is(places.filter((place) => place === 1).length, 30);
  t.is(places.filter((place) => place === 0).length, 20);
});

test('collected - a full buffer gives up the oldest first', (t) => {
  const batches = source();
  drive(batches, 'a', 1, 10);
  t.is(held(batches, 'a').length, 50);
  drive(batches, 'a', 0, 4);
  const places = held(batches, 'a').map(placeOf);
  t.is(places.length, 50);
  t.deepEqual(
    places.slice(0, 20),
    Array.from({ length: 20 }, () => 0),
  );
  t.deepEqual(
    places.slice(20),
    Array.from({ length: 30 }, () => 1),
  );
  drive(batches, 'a', 0, 6);
  t.true(held(batches, 'a').every((example) => placeOf(example) === 0));
});

test('collected - examples change with simulated time as the place does', (t) => {
  const batches = source({ drift: { kind: 'rotate', periodS: 4 } });
  drive(batches, 'a', 0, 8);
  // Second 4 ends at 4000 ms, when the parts have just rotated.
  t.deepEqual(
    held(batches, 'a').map(placeOf),
    Array.from({ length: 40 }, (_, index) => (index < 15 || index >= 35 ? 0 : 1)),
  );
});

test('collected - undivided, everywhere is alike', (t) => {
  const batches = source({ division: { kind: 'none' }, collection: buffer({ examplesPerSecond: 100 }) });
  drive(batches, 'a', 1, 5);
  t.is(held(batches, 'a').length, 500);
  const ofPlace1 = held(batches, 'a').filter((example) => placeOf(example) === 1).length;
  // Binomial(500, 0.5): 250 with a deviation of 11.
  t.true(Math.abs(ofPlace1 - 250) < 55, String(ofPlace1));
});

test('collected - a batch has no position of the buffer twice; with few, it repeats if the experiment says so', (t) => {
  const plenty = source({ collection: buffer({ examplesPerSecond: 5, capacity: 40 }) });
  drive(plenty, 'a', 0, 20);
  const examples = held(plenty, 'a');
  const counts = (values: Iterable<number>): ReadonlyMap<number, number> => {
    const map = new Map<number, number>();
    for (const value of values) map.set(value, (map.get(value) ?? 0) + 1);
    return map;
  };
  const available = counts(examples);
  const hits = new Map<number, number>();
  for (let serial = 0; serial < 500; serial++) {
    const batch = draw(plenty, 'a', serial);
    t.is(batch.length, 20);
    for (const [example, count] of counts(batch)) {
      if (count > (available.get(example) ?? 0)) t.fail(`example ${example} more often than it is held`);
      hits.set(example, (hits.get(example) ?? 0) + count);
    }
  }
  // Each position is in half of the batches: 250 of 500, deviation 11.
  for (const [example, copies] of available) t.true(Math.abs(hits.get(example)! - 250 * copies) < 60 * copies);

  const few = source({ collection: buffer({ examplesPerSecond: 1, whenFew: 'repeat' }) });
  t.false(few.ready('a'));
  drive(few, 'a', 0, 3);
  t.true(few.ready('a'));
  const batch = draw(few, 'a');
  t.is(batch.length, 20);
  t.true(batch.every((example) => held(few, 'a').includes(example)));
});

test('collected - a slow rate adds up: one example in ten seconds, whatever the length of a step', (t) => {
  for (const durationMs of [100, 1000, 7300]) {
    const batches = source({ collection: buffer({ examplesPerSecond: 0.1 }) });
    for (let timeMs = durationMs; timeMs <= 219_000; timeMs += durationMs)
      batches.observe({ vehicleId: 'a', edgeServer: 0, timeMs, durationMs });
    t.is(held(batches, 'a').length, 21);
  }
});

test('collected - a vehicle that left takes its buffer along', (t) => {
  const batches = source();
  drive(batches, 'a', 0, 5);
  batches.forget('a');
  t.false(batches.ready('a'));
  t.deepEqual(batches.snapshot().buffers, []);
});

test('collected - what a vehicle collects does not depend on who else drives, nor on what was drawn', (t) => {
  const alone = source();
  drive(alone, 'a', 0, 8);
  const among = source();
  drive(among, 'b', 1, 5);
  for (let second = 0; second < 8; second++) {
    drive(among, `other${second}`, 0, 3, second);
    drive(among, 'a', 0, 1, second);
    if (among.ready('a')) draw(among, 'a', second);
  }
  t.deepEqual(held(among, 'a'), held(alone, 'a'));
  const otherSeed = source({ random: createRandom(2) });
  drive(otherSeed, 'a', 0, 8);
  t.notDeepEqual(held(otherSeed, 'a'), held(alone, 'a'));
});

test('collected - 20 random drives, saved and restored at a random moment, go on identically', (t) => {
  const stream = createRandom(5).stream('drives');
  let drawn = 0;
  for (let run = 0; run < 20; run++) {
    const changes: Partial<BatchOptions> = {
      drift: stream.integer(2) === 0 ? { kind: 'none' } : { kind: 'cycle', periodS: 30 },
      collection: buffer({
        examplesPerSecond: 20 * stream.uniform() + 0.1,
        capacity: 20 + stream.integer(30),
        whenFew: stream.integer(2) === 0 ? 'wait' : 'repeat',
      }),
    };
    const steps = Array.from({ length: 80 }, (_, step) => ({
      vehicleId: `v${stream.integer(4)}`,
      edgeServer: stream.integer(2),
      durationMs: 1 + stream.integer(2000),
      timeMs: 1000 * step,
      serial: step,
      leaves: stream.integer(20) === 0,
    }));
    const go = (batches: BatchSource, part: typeof steps): readonly (Uint32Array | undefined)[] =>
      part.map((step) => {
        batches.observe(step);
        if (step.leaves) batches.forget(step.vehicleId);
        return batches.ready(step.vehicleId) ? batches.draw(step) : undefined;
      });
    const whole = source(changes);
    const expected = go(whole, steps);
    drawn += expected.filter((batch) => batch !== undefined).length;
    const cut = stream.integer(80);
    const before = source(changes);
    go(before, steps.slice(0, cut));
    const after = source(changes, JSON.parse(JSON.stringify(before.snapshot())) as BatchSnapshot);
    t.deepEqual(go(after, steps.slice(cut)), expected.slice(cut));
    t.deepEqual(after.snapshot(), whole.snapshot());
  }
  t.true(drawn > 300, String(drawn));
});

test('collected - what could never make a batch is refused before the run', (t) => {
  t.throws(() => source({ collection: buffer({ capacity: 19 }) }), {
    code: 'E_EXPERIMENT_VALUE',
    message: /collection.capacity: expected at least the 20 examples of a batch, got 19/,
  });
  t.notThrows(() => source({ collection: buffer({ capacity: 19, whenFew: 'repeat' }) }));
  t.throws(() => source({ division: { kind: 'disjoint-by-label', classes: [[0, 1, 2, 3, 4, 5], []] } }), {
    code: 'E_EXPERIMENT_VALUE',
    message: /division: .* got none in the part of edge server 1/,
  });
  t.throws(() => source({ batchSize: 601, collection: buffer({ capacity: 900 }) }), { message: /the training set/ });
});
