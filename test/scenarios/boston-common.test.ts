/** The files of the scenario: unique ids, one connected map, streets where the intersections say they are. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'ava';
import { parseStringPromise } from 'xml2js';
import { drawTrips, reachableFrom, routeFile, type StreetEdge } from '../../scripts/boston-common/demand.ts';
import { buildDemand, readEdges } from '../../scripts/build-boston-common.ts';

const FOLDER = resolve(import.meta.dirname, '../../scenarios/boston-common');
const read = (name: string): string => readFileSync(resolve(FOLDER, name), 'utf8');

interface Element {
  readonly $: Readonly<Record<string, string>>;
}

async function nodes(): Promise<readonly Element['$'][]> {
  const { nodes } = (await parseStringPromise(read('boston-common.nod.xml'))) as { nodes: { node: Element[] } };
  return nodes.node.map(({ $ }) => $);
}

test('boston-common - the committed demand is what the script draws', async (t) => {
  t.is(await buildDemand(), read('boston-common.rou.xml'));
});

test('boston-common - every street begins and ends at a crossing, and every crossing has a street', async (t) => {
  const ids = (await nodes()).map((node) => node['id']!);
  const edges = await readEdges();
  t.is(new Set(ids).size, ids.length, 'ids of crossings are unique');
  t.is(new Set(edges.map((edge) => edge.id)).size, edges.length, 'ids of streets are unique');
  t.deepEqual([...new Set(edges.flatMap((edge) => [edge.from, edge.to]))].toSorted(), ids.toSorted());
});

test('boston-common - a vehicle can leave the map from wherever it is', async (t) => {
  const streets = (await readEdges()).filter((edge) => edge.isForVehicles);
  for (const street of streets) {
    const ends = [...reachableFrom(street, streets)].filter((edge) => edge.to.startsWith('fringe_'));
    t.true(ends.length > 0, street.id);
  }
});

test('boston-common - the named streets run the way they do in Boston', async (t) => {
  const edges = await readEdges();
  const runs = (from: string, to: string): boolean => edges.some((edge) => edge.from === from && edge.to === to);
  const oneWay: readonly (readonly [string, string])[] = [
    ['arlington_beacon', 'arlington_marlborough'],
    ['boylston_charles', 'beacon_charles'],
    ['charles_chestnut', 'beacon_charles'],
    ['beacon_charles', 'arlington_beacon'],
    ['park_tremont', 'temple_tremont'],
    ['beacon_school_tremont', 'school_washington'],
  ];
  for (const [from, to] of oneWay) {
    t.true(runs(from, to), `${from} to ${to}`);
    t.false(runs(to, from), `${to} to ${from}`);
  }
  for (const [from, to] of [
    ['beacon_spruce', 'beacon_walnut'],
    ['boylston_charles', 'boylston_tremont'],
    ['beacon_park', 'park_tremont'],
  ] as const) {
    t.true(runs(from, to) && runs(to, from), `both ways between ${from} and ${to}`);
  }
});

test('boston-common - parks lie among the streets', async (t) => {
  const parsed = (await parseStringPromise(read('boston-common.poly.xml'))) as { additional: { poly: Element[] } };
  const longitudes = (await nodes()).map((node) => Number(node['x']));
  const latitudes = (await nodes()).map((node) => Number(node['y']));
  for (const { $ } of parsed.additional.poly) {
    for (const point of $['shape']!.split(' ')) {
      const [longitude, latitude] = point.split(',').map(Number);
      t.true(longitude! > Math.min(...longitudes) && longitude! < Math.max(...longitudes), `${$['id']!}: ${point}`);
      t.true(latitude! > Math.min(...latitudes) && latitude! < Math.max(...latitudes), `${$['id']!}: ${point}`);
    }
  }
});

const options = { seed: 1, endSeconds: 600, meanGapSeconds: 4, initialVehicles: 10, initialSeconds: 20 };

test('demand - the same seed draws the same journeys, another seed others', async (t) => {
  const edges = await readEdges();
  t.deepEqual(drawTrips(edges, options), drawTrips(edges, options));
  t.notDeepEqual(drawTrips(edges, { ...options, seed: 2 }), drawTrips(edges, options));
});

test('demand - departures in order, at the asked rate, never to where they start', async (t) => {
  const trips = drawTrips(await readEdges(), options);
  t.deepEqual(
    trips.map((trip) => trip.depart),
    trips.map((trip) => trip.depart).toSorted((a, b) => a - b),
  );
  t.is(trips.filter((trip) => trip.startsInside).length, 10);
  t.true(trips.filter((trip) => trip.startsInside).every((trip) => trip.depart < 20));
  const entering = trips.length - 10;
  // 600 s with gaps of 2 to 6 s: 150 on average, with a standard deviation of about 4.
  t.true(entering > 130 && entering < 170, String(entering));
  t.true(trips.every((trip) => trip.from !== trip.to));
  t.is(new Set(trips.map((trip) => trip.id)).size, trips.length);
});

test('demand - buses keep to streets with two lanes at both ends', async (t) => {
  const edges = new Map((await readEdges()).map((edge) => [edge.id, edge]));
  const buses = drawTrips([...edges.values()], { ...options, endSeconds: 7200 }).filter((trip) => trip.type === 'bus');
  t.true(buses.length > 10);
  for (const bus of buses) t.true(edges.get(bus.from)!.lanes >= 2 && edges.get(bus.to)!.lanes >= 2, bus.id);
});

test('demand - an entrance that leads nowhere is refused by name', (t) => {
  const dead: StreetEdge = { id: 'dead', from: 'fringe_boylston_west', to: 'x', lanes: 1, isForVehicles: true };
  t.throws(() => drawTrips([dead], { ...options, initialVehicles: 0 }), { message: /no exit .* dead/ });
});

test('demand - a street back the way one came does not count as a way on', (t) => {
  const edge = (id: string, from: string, to: string): StreetEdge => ({ id, from, to, lanes: 1, isForVehicles: true });
  const there = edge('there', 'a', 'b');
  const back = edge('back', 'b', 'a');
  const on = edge('on', 'b', 'c');
  t.deepEqual(reachableFrom(there, [there, back, on]), new Set([there, on]));
});

test('demand - the route file names every vehicle with its type, place and time', (t) => {
  const trip = { id: 'car-1', type: 'car', depart: 2.5, from: 'a', to: 'b' } as const;
  const text = routeFile([
    { ...trip, startsInside: true },
    { ...trip, id: 'car-2', startsInside: false },
  ]);
  t.regex(text, /<trip id="car-1" type="car" depart="2\.5" .*departPos="random_free" from="a" to="b"\/>/);
  t.regex(text, /<trip id="car-2" .*departSpeed="max" from="a" to="b"\/>/);
});
