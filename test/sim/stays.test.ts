import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { createFleet } from '../../src/sim/fleet.ts';
import { createStays } from '../../src/sim/stays.ts';
import { frame } from '../helpers/frames.ts';

const sites = [{ x: 0, y: 0, range: 50 }];

test('stays - a stay holds until the vehicle is seen again, each by itself or all at once', (t) => {
  const fleet = createFleet({ sites, penetration: 1, random: createRandom(1) });
  const stays = createStays({ fleet, sites, roads: undefined });
  const one = frame(1, { a: [0, 0], b: [40, 0] });
  fleet.applyFrame({
    ...one,
    vehicles: { ...one.vehicles, speed: Float64Array.of(10, 10), angle: Float64Array.of(90, 90) },
  });
  const [a, b] = ['a', 'b'].map((id) => fleet.workers.get(id)!) as [never, never];
  const both = (): readonly number[] => [stays.expectedMs(a), stays.expectedMs(b)];
  t.deepEqual(both(), [5000, 1000]);
  fleet.move('a', 20, 0);
  fleet.move('b', 30, 0);
  t.deepEqual(both(), [5000, 1000]);
  stays.seen('a');
  t.deepEqual(both(), [3000, 1000]);
  stays.seen();
  t.deepEqual(both(), [3000, 2000]);
});
