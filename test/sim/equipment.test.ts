import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { createTrainerPool, isEquipped } from '../../src/sim/equipment.ts';

const vehicles = Array.from({ length: 2000 }, (_, index) => `veh${index}`);

test('equipment - the share of equipped vehicles is the penetration, 0 and 1 exactly', (t) => {
  const random = createRandom(1);
  const share = (penetration: number): number =>
    vehicles.filter((id) => isEquipped(id, penetration, random)).length / vehicles.length;
  t.is(share(0), 0);
  t.is(share(1), 1);
  t.true(Math.abs(share(0.3) - 0.3) < 0.04);
});

test('equipment - a vehicle equipped at one penetration is equipped at every higher one', (t) => {
  const random = createRandom(5);
  for (const id of vehicles) if (isEquipped(id, 0.2, random)) t.true(isEquipped(id, 0.6, random));
});

test('trainer pool - lends what it has, queues the rest once and in order', (t) => {
  const pool = createTrainerPool(1);
  t.true(pool.request('a'));
  t.false(pool.request('b'));
  t.false(pool.request('c'));
  t.false(pool.request('b'));
  t.is(pool.nextWaiting(), undefined);
  pool.giveBack();
  t.is(pool.nextWaiting(), 'b');
  t.true(pool.request('b'));
  pool.withdraw('c');
  pool.giveBack();
  t.is(pool.nextWaiting(), undefined);
  t.is(pool.free, 1);
});

test('trainer pool - a trainer too many is a defect that shows', (t) => {
  t.throws(
    () => {
      createTrainerPool(2).giveBack();
    },
    { message: /returned to a full pool/ },
  );
});
