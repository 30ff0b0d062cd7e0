import test from 'ava';
import { drawFromMixture, driftSpec, mixtureAt } from '../../../src/ml/data/drift.ts';
import { DataError } from '../../../src/ml/data/errors.ts';
import { createRandom } from '../../../src/random.ts';

test('drift - none keeps the part at every time', (t) => {
  const drift = driftSpec.parse({ kind: 'none' });
  t.deepEqual([...mixtureAt(drift, { place: 1, parts: 3, timeMs: 1e9 })], [0, 1, 0]);
});

test('drift - rotate takes the next part exactly when a period has gone by', (t) => {
  const drift = driftSpec.parse({ kind: 'rotate', periodS: 10 });
  const part = (timeMs: number): number => mixtureAt(drift, { place: 1, parts: 3, timeMs }).indexOf(1);
  t.deepEqual([0, 9999, 10_000, 20_000, 30_000].map(part), [1, 1, 2, 0, 1]);
});

test('drift - cycle goes smoothly to the next part and back', (t) => {
  const drift = driftSpec.parse({ kind: 'cycle', periodS: 10 });
  const weights = (timeMs: number): number[] => [...mixtureAt(drift, { place: 2, parts: 3, timeMs })];
  t.deepEqual(weights(0), [0, 0, 1]);
  t.deepEqual(weights(5000), [1, 0, 0]);
  t.deepEqual(weights(10_000), [0, 0, 1]);
  t.true(Math.abs(weights(2500)[0]! - 0.5) < 1e-12);
  for (let timeMs = 0; timeMs < 10_000; timeMs += 137)
    t.true(Math.abs(weights(timeMs).reduce((sum, weight) => sum + weight, 0) - 1) < 1e-12);
});

test('drift - with a single part there is nowhere to drift to', (t) => {
  for (const kind of ['rotate', 'cycle']) {
    const drift = driftSpec.parse({ kind, periodS: 10 });
    const [weight] = mixtureAt(drift, { place: 0, parts: 1, timeMs: 3000 });
    t.true(Math.abs(weight! - 1) < 1e-12);
  }
});

test('drift - a period of no length is refused', (t) => {
  t.false(driftSpec.safeParse({ kind: 'rotate', periodS: 0 }).success);
  t.false(driftSpec.safeParse({ kind: 'cycle' }).success);
});

test('drift - batches follow the weights and never take from a part of weight 0', (t) => {
  const parts = [Uint32Array.of(10, 11), Uint32Array.of(20), Uint32Array.of(30)];
  const draw = (): Uint32Array =>
    drawFromMixture(parts, Float64Array.of(0.75, 0, 0.25), 20_000, createRandom(1).stream('batch'));
  const batch = draw();
  t.deepEqual(batch, draw());
  const share = (index: number): number => batch.filter((value) => value === index).length / batch.length;
  for (const [index, expected] of [
    [10, 0.375],
    [11, 0.375],
    [20, 0],
    [30, 0.25],
  ] as const)
    t.true(Math.abs(share(index) - expected) < (expected === 0 ? 1e-9 : 0.015), `${index}: ${share(index)}`);
});

test('drift - drawing from an empty part is an error that names it', (t) => {
  const parts = [new Uint32Array(0), Uint32Array.of(1)];
  t.throws(() => drawFromMixture(parts, Float64Array.of(1, 0), 1, createRandom(1).stream('batch')), {
    instanceOf: DataError,
    message: 'drift: expected examples in part 0, from which is drawn, got none',
  });
});
