import test from 'ava';
import { drawDemand, type DemandOptions } from '../../src/city/demand.ts';
import { createRandom } from '../../src/random.ts';
import { networkOf } from './roads.ts';

/** A ring of three roads with a way in and a way out; `x` is cut off. 600 m of lane can be used. */
const TOWN = networkOf(
  { in: ['a'], a: ['b'], b: ['c'], c: ['a', 'out'], out: [], x: [] },
  {
    a: { length: 200 },
    in: {
      shape: [
        { x: 0, y: 0 },
        { x: 500, y: 0 },
      ],
    },
  },
);
const OPTIONS: DemandOptions = { density: 600, seconds: 3600, through: 0.5 };

const draw = (options: Partial<DemandOptions> = {}, seed = 1): ReturnType<typeof drawDemand> =>
  drawDemand(TOWN, { ...OPTIONS, ...options }, createRandom(seed));

test('demand - as many set out an hour and kilometre of lane as asked, in order, within the time', (t) => {
  const trips = draw().filter(({ isUnderWay }) => !isUnderWay);
  // 600 x 0.6 km = 360 an hour; a Poisson process stays within four standard deviations of 19.
  t.true(Math.abs(trips.length - 360) < 76, String(trips.length));
  const departures = draw().map(({ depart }) => depart);
  t.deepEqual(
    departures,
    departures.toSorted((a, b) => a - b),
  );
  t.true(departures.at(-1)! <= 3600);
  const late = trips.filter(({ depart }) => depart > 1800).length;
  t.true(late > 0.4 * trips.length && late < 0.6 * trips.length, 'evenly over the time');
});

test('demand - every journey can be driven, and none ends where it begins', (t) => {
  for (const { from, to } of draw()) {
    t.true(['in', 'a', 'b', 'c'].includes(from));
    t.true(['a', 'b', 'c', 'out'].includes(to));
    t.not(from, to);
  }
});

test('demand - through traffic begins and ends where the map does', (t) => {
  const trips = draw({ through: 1 }).filter(({ isUnderWay }) => !isUnderWay);
  t.true(trips.length > 0);
  t.true(trips.every(({ from, to }) => from === 'in' && to === 'out'));
});

test('demand - without through traffic roads are chosen by their metres of lane', (t) => {
  const trips = draw({ through: 0, density: 6000 }).filter(({ isUnderWay }) => !isUnderWay);
  const share = (id: string): number => trips.filter(({ from }) => from === id).length / trips.length;
  // in, b, c: 100 m of 500; a: 200 m.
  t.true(Math.abs(share('a') - 0.4) < 0.03, String(share('a')));
  t.true(Math.abs(share('b') - 0.2) < 0.03, String(share('b')));
});

test('demand - some are under way from the first half minute on', (t) => {
  const underWay = draw().filter(({ isUnderWay }) => isUnderWay);
  t.true(underWay.length > 0);
  t.true(underWay.every(({ depart }) => depart < 30));
});

test('demand - the same seed gives the same, another another', (t) => {
  t.deepEqual(draw(), draw());
  t.notDeepEqual(draw(), draw({}, 2));
});

test('demand - ids are counted in the order of departure', (t) => {
  t.deepEqual(
    draw().map(({ id }) => Number(id.split('-')[1])),
    draw().map((_, index) => index + 1),
  );
});

test('demand - a network in which nobody can drive, or a million would, is refused', (t) => {
  t.throws(() => drawDemand(networkOf({ a: [], b: [] }), OPTIONS, createRandom(1)), { code: 'E_CITY_INPUT' });
  t.throws(() => draw({ density: 1e9 }), { code: 'E_CITY_INPUT', message: /lower it/ });
});

test('demand - so little that nobody sets out', (t) => {
  t.deepEqual(draw({ density: 1e-9 }), []);
});
