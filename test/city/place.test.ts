import test from 'ava';
import { overlap, proposeSites, type PlacementOptions } from '../../src/city/place.ts';
import type { RoadNetwork } from '../../src/city/road-network.ts';
import type { TrafficSamples } from '../../src/city/samples.ts';
import { createRandom } from '../../src/random.ts';

const JUNCTIONS = ['a', 'b', 'c', 'd', 'e'].map((id, index) => ({ id, x: 100 * index, y: 0 }));
const NETWORK: RoadNetwork = { roads: [], junctions: JUNCTIONS };

/** Many vehicles near c, some near a, few between d and e. */
function crowd(): TrafficSamples {
  const around = (x: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => [x + (index % 5), index % 3]).flat();
  const values = [...around(200, 60), ...around(0, 30), ...around(340, 10)];
  return { positions: Float64Array.from(values), count: 100, vehicles: 100 };
}

function sites(options: Partial<PlacementOptions>): readonly string[] {
  const all = { method: 'coverage', count: 2, range: 20, ...options } as const;
  return proposeSites(NETWORK, crowd(), all, createRandom(1)).sites.map(({ junction }) => junction);
}

test('place - named junctions, in their order, with what each reaches', (t) => {
  const options = { method: 'junctions', count: 2, range: 20, junctions: ['a', 'c'] } as const;
  const { together, sites: proposed } = proposeSites(NETWORK, crowd(), options, createRandom(1));
  t.deepEqual(proposed, [
    { name: 'server-1', junction: 'a', x: 0, y: 0, alone: 0.3, gained: 0.3 },
    { name: 'server-2', junction: 'c', x: 200, y: 0, alone: 0.6, gained: 0.6 },
  ]);
  t.is(together, 0.9);
});

test('place - a junction that is not there', (t) => {
  t.throws(() => sites({ method: 'junctions', junctions: ['z'] }), { code: 'E_CITY_INPUT', message: /"z"/ });
});

test('place - by coverage: most first, and no more than reach anything', (t) => {
  t.deepEqual(sites({ count: 5 }), ['c', 'a']);
  t.deepEqual(sites({ count: 5, range: 50 }), ['c', 'a', 'd']);
});

test('place - by density: the largest cluster first, at its nearest junction', (t) => {
  t.deepEqual(sites({ method: 'density', count: 3 }), ['c', 'a', 'd']);
});

test('place - by density: ranges that overlap by four fifths are one site', (t) => {
  // At 1 km, junctions 100 m apart share 94 % of their ranges, those 200 m apart 87 %, 300 m apart 81 %.
  t.deepEqual(sites({ method: 'density', count: 3, range: 1000 }), ['c']);
});

test('place - by k-means: one site a centre, on different junctions', (t) => {
  t.deepEqual(sites({ method: 'kmeans', count: 3 }), ['c', 'a', 'd']);
  const five = sites({ method: 'kmeans', count: 5 });
  t.is(new Set(five).size, 5);
  t.deepEqual(five, sites({ method: 'kmeans', count: 5 }));
});

test('place - the share that two circles have in common', (t) => {
  t.is(overlap(0, 10), 1);
  t.is(overlap(20, 10), 0);
  t.is(overlap(500, 10), 0);
  // At a distance of one radius: 2/3 - sqrt(3)/(2 pi).
  t.true(Math.abs(overlap(10, 10) - (2 / 3 - Math.sqrt(3) / (2 * Math.PI))) < 1e-12);
});
