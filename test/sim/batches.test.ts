import { createHash } from 'node:crypto';
import test from 'ava';
import { createRandom } from '../../src/random.ts';
import {
  createBatchSource,
  type BatchOptions,
  type BatchRequest,
  type BatchSnapshot,
  type BatchSource,
} from '../../src/sim/batches.ts';

/** 60 examples, ten of each of six classes, in class order. */
const train = {
  count: 60,
  features: new Uint8Array(60),
  scale: 1,
  labels: Uint8Array.from({ length: 60 }, (_, index) => Math.floor(index / 10)),
};

function source(changes: Partial<BatchOptions> = {}, from?: BatchSnapshot): BatchSource {
  return createBatchSource(
    {
      train,
      batchSize: 20,
      division: { kind: 'none' },
      drift: { kind: 'none' },
      edgeServers: 2,
      random: createRandom(1),
      ...changes,
    },
    from,
  );
}

const request = (fields: Partial<BatchRequest>): BatchRequest => ({
  serial: 0,
  vehicleId: 'v',
  edgeServer: 0,
  timeMs: 0,
  ...fields,
});

const sorted = (examples: Iterable<number>): readonly number[] => [...examples].sort((a, b) => a - b);
const labelsOf = (examples: Uint32Array): ReadonlySet<number> =>
  new Set([...examples].map((index) => train.labels[index]!));

test('batches - an epoch draws every example once, the next one in another order', (t) => {
  const batches = source();
  t.is(batches.perEpoch, 3);
  const epoch = (number: number): readonly number[] =>
    [0, 1, 2].flatMap((index) => [
      ...batches.draw(request({ serial: 3 * number + index, edgeServer: index % 2, timeMs: 0 })),
    ]);
  const all = Array.from({ length: 60 }, (_, index) => index);
  t.deepEqual(sorted(epoch(0)), all);
  t.deepEqual(sorted(epoch(1)), all);
  t.notDeepEqual(epoch(0), epoch(1));
});

test('batches - undivided, batch n is the same wherever and whenever it is drawn', (t) => {
  const batches = source();
  const late = batches.draw(request({ serial: 5, edgeServer: 0, timeMs: 0 }));
  batches.draw(request({ serial: 0, edgeServer: 1, timeMs: 7 }));
  t.deepEqual(batches.draw(request({ serial: 5, edgeServer: 1, timeMs: 9 })), late);
});

test('batches - divided by label, an edge server gives its own classes only, all of them in turn', (t) => {
  const batches = source({ division: { kind: 'disjoint-by-label' }, batchSize: 10 });
  const drawn = [0, 1, 2].map((serial) => batches.draw(request({ serial, edgeServer: 1, timeMs: 0 })));
  t.deepEqual(
    sorted(drawn.flatMap((batch) => [...batch])),
    Array.from({ length: 30 }, (_, index) => 30 + index),
  );
  for (const label of labelsOf(batches.draw(request({ serial: 3, edgeServer: 0, timeMs: 0 })))) t.true(label <= 2);
});

test("batches - rotating data: after a period an edge server draws from the next one's part", (t) => {
  const batches = source({
    division: { kind: 'disjoint-by-label' },
    drift: { kind: 'rotate', periodS: 10 },
  });
  const classesAt = (timeMs: number): number =>
    Math.max(...labelsOf(batches.draw(request({ serial: 1, edgeServer: 0, timeMs }))));
  t.true(classesAt(9_999) <= 2);
  t.true(classesAt(10_000) >= 3);
});

test('batches - a batch larger than a part is refused', (t) => {
  t.throws(() => source({ batchSize: 61 }), { message: /at most the 60 examples of the training set, got 61/ });
  t.throws(() => source({ batchSize: 40, division: { kind: 'disjoint-by-label' } }), {
    message: /at most the 30 examples of the part of edge server 0, got 40/,
  });
  const drifting = { division: { kind: 'disjoint-by-label' }, drift: { kind: 'rotate', periodS: 1 } } as const;
  t.throws(() => source({ ...drifting, batchSize: 61 }), { message: /at most the 60 examples of the training set/ });
});

test('batches - where nobody collects, everybody is ready and there is nothing to observe', (t) => {
  const batches = source();
  t.false(batches.collects);
  t.true(batches.ready('anybody'));
});

/** 60 requests by random vehicles at random places, as a run would make them. */
function requests(seed: number): readonly BatchRequest[] {
  const draws = createRandom(seed).stream('requests');
  return Array.from({ length: 60 }, (_, serial) => ({
    serial,
    vehicleId: `v${draws.integer(5)}`,
    edgeServer: draws.integer(2),
    timeMs: 500 * serial,
  }));
}

const KINDS: readonly { readonly what: string; readonly changes: Partial<BatchOptions>; readonly digest: string }[] = [
  { what: 'undivided', changes: {}, digest: '8819508a6e5d8d65' },
  {
    what: 'divided',
    changes: { division: { kind: 'disjoint-by-label' }, batchSize: 7 },
    digest: '0bcd88c504781e29',
  },
  {
    what: 'drifting',
    changes: { division: { kind: 'disjoint-by-label' }, drift: { kind: 'cycle', periodS: 20 } },
    digest: '900f23b0cb73483d',
  },
];

for (const { what, changes, digest } of KINDS) {
  test(`batches - ${what}: a seed draws the same batches from version to version`, (t) => {
    const hash = createHash('sha256');
    const batches = source(changes);
    for (const one of requests(3)) hash.update(batches.draw(one));
    t.is(hash.digest('hex').slice(0, 16), digest);
  });

  test(`batches - ${what}: saved and restored at any moment, a source goes on identically`, (t) => {
    const all = requests(3);
    const whole = source(changes);
    const expected = all.map((one) => whole.draw(one));
    for (let cut = 0; cut < all.length; cut += 7) {
      const before = source(changes);
      for (const one of all.slice(0, cut)) before.draw(one);
      const saved = JSON.parse(JSON.stringify(before.snapshot())) as BatchSnapshot;
      const after = source(changes, saved);
      t.deepEqual(
        all.slice(cut).map((one) => after.draw(one)),
        expected.slice(cut),
      );
      t.deepEqual(after.snapshot(), whole.snapshot());
    }
  });
}

test('batches - divided without its state, a source does not go on identically: the state matters', (t) => {
  const changes: Partial<BatchOptions> = { division: { kind: 'disjoint-by-label' }, batchSize: 7 };
  const all = requests(3);
  const whole = source(changes);
  const expected = all.map((one) => whole.draw(one));
  const forgetful = source(changes);
  t.notDeepEqual(
    all.slice(30).map((one) => forgetful.draw(one)),
    expected.slice(30),
  );
});
