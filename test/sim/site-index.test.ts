import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { connect, type Site } from '../../src/sim/connectivity.ts';
import { crossings, waysBetween } from '../../src/sim/mobility/interpolate.ts';
import { connectWithHysteresis } from '../../src/sim/network/interruption.ts';
import { createSiteIndex } from '../../src/sim/site-index.ts';
import { frame } from '../helpers/frames.ts';

/** Ranges from a metre to half the map, some of them around the origin's corner of four cells. */
function randomSites(seed: number): readonly Site[] {
  const stream = createRandom(seed).stream('sites');
  return Array.from({ length: 1 + stream.integer(60) }, () => ({
    x: 1000 * stream.uniform() - 500,
    y: 1000 * stream.uniform() - 500,
    range: stream.uniform() < 0.1 ? 500 * stream.uniform() : 1 + 60 * stream.uniform(),
  }));
}

function randomPlaces(seed: number, sites: readonly Site[]): Record<string, readonly [number, number]> {
  const stream = createRandom(seed).stream('places');
  const anywhere = Array.from({ length: 100 }, () => [1200 * stream.uniform() - 600, 1200 * stream.uniform() - 600]);
  // Exactly at the range, where rounding decides.
  const atRange = sites.flatMap(({ x, y, range }) => [
    [x + range, y],
    [x, y - range],
  ]);
  return Object.fromEntries([...anywhere, ...atRange].map(([x, y], index) => [`v${index}`, [x!, y!] as const]));
}

/** An index that leaves nobody out. */
const everySite = (sites: readonly Site[]) => {
  const all = [...sites.keys()];
  return { near: () => all, along: () => all };
};

test('site index - links, kept links and crossings are those of looking at every site', (t) => {
  let linked = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const sites = randomSites(seed);
    const index = createSiteIndex(sites);
    const before = frame(1, randomPlaces(seed, sites));
    const after = frame(2, randomPlaces(seed + 1000, sites));
    const links = connect(before.vehicles, sites, undefined, index);
    t.deepEqual(links, connect(before.vehicles, sites));
    linked += links.filter((link) => link >= 0).length;
    const options = { linkOf: (vehicle: number) => vehicle % sites.length, hysteresisM: 20 };
    t.deepEqual(
      connectWithHysteresis(before.vehicles, sites, { ...options, index }),
      connectWithHysteresis(before.vehicles, sites, options),
    );
    const ways = [...waysBetween(before, after)];
    t.deepEqual([...crossings(ways, sites, index)], [...crossings(ways, sites, everySite(sites))]);
  }
  t.true(linked > 1000);
});

test('site index - a place sees few of many sites', (t) => {
  const sites = Array.from({ length: 2500 }, (_, at) => ({
    x: 100 * (at % 50),
    y: 100 * Math.floor(at / 50),
    range: 60,
  }));
  const index = createSiteIndex(sites);
  t.true(index.near(100, 100).length <= 4);
  t.true(index.near(150, 150).length <= 4);
  t.deepEqual(index.near(-200, 0), []);
  t.true(index.along({ x: 100, y: 100 }, { x: 115, y: 100 }).length <= 4);
});
