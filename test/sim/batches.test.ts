import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { createBatchSource, type BatchOptions } from '../../src/sim/batches.ts';

/** 60 examples, ten of each of six classes, in class order. */
const train = {
  count: 60,
  features: new Uint8Array(60),
  scale: 1,
  labels: Uint8Array.from({ length: 60 }, (_, index) => Math.floor(index / 10)),
};

function source(changes: Partial<BatchOptions> = {}) {
  return createBatchSource({
    train,
    batchSize: 20,
    division: { kind: 'none' },
    drift: { kind: 'none' },
    edgeServers: 2,
    random: createRandom(1),
    ...changes,
  });
}

const sorted = (examples: Iterable<number>): readonly number[] => [...examples].sort((a, b) => a - b);
const labelsOf = (examples: Uint32Array): ReadonlySet<number> =>
  new Set([...examples].map((index) => train.labels[index]!));

test('batches - an epoch draws every example once, the next one in another order', (t) => {
  const batches = source();
  t.is(batches.perEpoch, 3);
  const epoch = (number: number): readonly number[] =>
    [0, 1, 2].flatMap((index) => [...batches.draw({ serial: 3 * number + index, edgeServer: index % 2, timeMs: 0 })]);
  const all = Array.from({ length: 60 }, (_, index) => index);
  t.deepEqual(sorted(epoch(0)), all);
  t.deepEqual(sorted(epoch(1)), all);
  t.notDeepEqual(epoch(0), epoch(1));
});

test('batches - undivided, batch n is the same wherever and whenever it is drawn', (t) => {
  const batches = source();
  const late = batches.draw({ serial: 5, edgeServer: 0, timeMs: 0 });
  batches.draw({ serial: 0, edgeServer: 1, timeMs: 7 });
  t.deepEqual(batches.draw({ serial: 5, edgeServer: 1, timeMs: 9 }), late);
});

test('batches - divided by label, an edge server gives its own classes only, all of them in turn', (t) => {
  const batches = source({ division: { kind: 'disjoint-by-label' }, batchSize: 10 });
  const drawn = [0, 1, 2].map((serial) => batches.draw({ serial, edgeServer: 1, timeMs: 0 }));
  t.deepEqual(
    sorted(drawn.flatMap((batch) => [...batch])),
    Array.from({ length: 30 }, (_, index) => 30 + index),
  );
  for (const label of labelsOf(batches.draw({ serial: 3, edgeServer: 0, timeMs: 0 }))) t.true(label <= 2);
});

test("batches - rotating data: after a period an edge server draws from the next one's part", (t) => {
  const batches = source({
    division: { kind: 'disjoint-by-label' },
    drift: { kind: 'rotate', periodS: 10 },
  });
  const classesAt = (timeMs: number): number =>
    Math.max(...labelsOf(batches.draw({ serial: 1, edgeServer: 0, timeMs })));
  t.true(classesAt(9_999) <= 2);
  t.true(classesAt(10_000) >= 3);
});

test('batches - a batch larger than a part is refused', (t) => {
  t.throws(() => source({ batchSize: 61 }), { message: /at most the 60 examples of the training set, got 61/ });
  t.throws(() => source({ batchSize: 40, division: { kind: 'disjoint-by-label' } }), {
    message: /at most the 30 examples of the part of edge server 0, got 40/,
  });
});
