import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { connect, NO_LINK, type Site } from '../../../src/sim/connectivity.ts';
import type { VehiclePositions } from '../../../src/sim/mobility/source.ts';
import { connectWithHysteresis, interruptionSpec } from '../../../src/sim/network/interruption.ts';

function at(...places: readonly (readonly [number, number])[]): VehiclePositions {
  return {
    count: places.length,
    ids: places.map((_, index) => `v${index}`),
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
  };
}

const SITES: readonly Site[] = [
  { x: 0, y: 0, range: 60 },
  { x: 100, y: 0, range: 60 },
];

test('interruption - a drive from one edge server to another changes over where that is nearer by the hysteresis', (t) => {
  // 10 m nearer: 100 - x = x - 10, so at x = 55; exactly there it changes. Beyond 60 m the first is out of range.
  let link = NO_LINK;
  const changes: string[] = [];
  for (let x = 30; x <= 170; x++) {
    const [next] = connectWithHysteresis(at([x, 0]), SITES, { linkOf: () => link, hysteresisM: 10 });
    if (next !== link) changes.push(`${x}: ${next}`);
    link = next!;
  }
  t.deepEqual(changes, ['30: 0', '55: 1', '161: -1']);
});

test('interruption - and back 10 m on the other side, so that a vehicle between the two does not swing', (t) => {
  const link = (x: number, current: number): number | undefined =>
    connectWithHysteresis(at([x, 0]), SITES, { linkOf: () => current, hysteresisM: 10 })[0];
  t.is(link(46, 1), 1);
  t.is(link(45, 1), 0);
  t.is(link(50, 0), 0);
  t.is(link(50, 1), 1);
});

test('interruption - an edge server out of range is left whatever the hysteresis', (t) => {
  t.is(connectWithHysteresis(at([61, 0]), SITES, { linkOf: () => 0, hysteresisM: 1000 })[0], 1);
  t.is(connectWithHysteresis(at([61, 61]), SITES, { linkOf: () => 0, hysteresisM: 1000 })[0], NO_LINK);
});

test('interruption - without hysteresis it is connect, whatever the links were', (t) => {
  const random = createRandom(2).stream('places');
  const sites = Array.from({ length: 9 }, (_, index) => ({
    x: 40 * (index % 3),
    y: 40 * Math.floor(index / 3),
    range: 20 + random.integer(30),
  }));
  // Whole metres, so that equal distances occur.
  const vehicles = at(
    ...Array.from({ length: 500 }, () => [random.integer(120) - 10, random.integer(120) - 10] as const),
  );
  const linkOf = (): number => random.integer(10) - 1;
  t.deepEqual(connectWithHysteresis(vehicles, sites, { linkOf, hysteresisM: 0 }), connect(vehicles, sites));
});

test('interruption - writes to the array it is given when that is long enough', (t) => {
  const into = new Int32Array(3).fill(9);
  const options = { linkOf: () => NO_LINK, hysteresisM: 0, into };
  t.is(connectWithHysteresis(at([0, 0], [100, 0]), SITES, options), into);
  t.deepEqual([...into], [0, 1, 9]);
  t.is(connectWithHysteresis(at([0, 0], [1, 0], [2, 0], [3, 0]), SITES, options).length, 4);
});

test('interruption - defaults and bounds of the options', (t) => {
  t.deepEqual(interruptionSpec.parse({}), { policy: 'resume', hysteresisM: 0, handoverMs: 50 });
  for (const bad of [{ policy: 'drop' }, { hysteresisM: -1 }, { handoverMs: 0.5 }, { hysteresis: 3 }])
    t.false(interruptionSpec.safeParse(bad).success);
});
