import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { createRoster, type Listed } from '../../src/sim/roster.ts';

interface Vehicle extends Listed {
  readonly id: string;
}

const fresh = (id: string): Vehicle => ({ id, place: -1, isGone: false });

test('roster - vehicles come, go, come again and change places: each is found by its index', (t) => {
  const random = createRandom(1).stream('roster');
  const roster = createRoster<Vehicle>();
  const known = new Map<string, Vehicle>();
  let listed = Array.from({ length: 20 }, (_, index) => `v${index}`);
  for (let frame = 0; frame < 500; frame++) {
    if (random.integer(10) === 0) listed.reverse();
    listed = listed.filter(() => random.integer(15) > 0);
    for (let entering = random.integer(3); entering > 0; entering--) {
      const id = `v${random.integer(40)}`;
      if (!listed.includes(id)) listed.splice(random.integer(listed.length + 1), 0, id);
    }
    for (const id of [...known.keys()].filter(() => random.integer(20) === 0)) {
      roster.delete(id);
      known.delete(id);
    }
    roster.align([...listed]);
    for (const [index, id] of listed.entries()) {
      t.is(roster.at(index), known.get(id));
      if (known.has(id) || random.integer(2) === 0) continue;
      const vehicle = fresh(id);
      known.set(id, vehicle);
      roster.add(id, vehicle);
    }
    t.deepEqual([...roster.all], [...known]);
  }
});
