import test from 'ava';
import { greedyCoverage, measureCoverage } from '../../src/city/coverage.ts';
import type { TrafficSamples } from '../../src/city/samples.ts';

/** Vehicles on a line at these places. */
function samplesAt(...xs: readonly number[]): TrafficSamples {
  return { positions: Float64Array.from(xs.flatMap((x) => [x, 0])), count: xs.length, vehicles: 1 };
}

const junction = (id: string, x: number): { readonly id: string; readonly x: number; readonly y: number } => ({
  id,
  x,
  y: 0,
});

test('coverage - shares alone, added and together, by hand', (t) => {
  const samples = samplesAt(0, 5, 10, 15, 100);
  t.deepEqual(measureCoverage(samples, [junction('a', 5), junction('b', 10)], 5), {
    alone: [3 / 5, 3 / 5],
    gained: [3 / 5, 1 / 5],
    together: 4 / 5,
  });
  t.deepEqual(measureCoverage(samples, [], 5), { alone: [], gained: [], together: 0 });
});

test('coverage - greedy takes what adds most, not what is largest alone', (t) => {
  // a reaches 4, b 3 of which 2 are a's, c 2 of its own.
  const samples = samplesAt(0, 1, 2, 3, 4, 50, 51);
  const candidates = [junction('b', 3), junction('c', 50), junction('a', 1.5), junction('nothing', 1000)];
  t.deepEqual(
    greedyCoverage(samples, candidates, 2, 1.5).map(({ id }) => id),
    ['a', 'c'],
  );
  t.deepEqual(
    greedyCoverage(samples, candidates, 9, 1.5).map(({ id }) => id),
    ['a', 'c', 'b'],
    'until none adds any',
  );
});

test('coverage - of equals the first is taken', (t) => {
  const samples = samplesAt(0, 10);
  t.deepEqual(
    greedyCoverage(samples, [junction('q', 10), junction('p', 0)], 1, 1).map(({ id }) => id),
    ['q'],
  );
});

test('coverage - counting only when it matters gives what counting always gives', (t) => {
  const samples = samplesAt(...Array.from({ length: 300 }, (_, index) => (index * index * 7) % 997));
  const candidates = Array.from({ length: 100 }, (_, index) => junction(`j${index}`, index * 10));
  const chosen: (typeof candidates)[number][] = [];
  for (let round = 0; round < 8; round++) {
    const gains = candidates.map((candidate) => measureCoverage(samples, [...chosen, candidate], 40).gained.at(-1)!);
    chosen.push(candidates[gains.indexOf(Math.max(...gains))]!);
  }
  t.deepEqual(greedyCoverage(samples, candidates, 8, 40), chosen);
});
