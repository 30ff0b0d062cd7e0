import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { createFleet } from '../../src/sim/fleet.ts';
import { frame } from '../helpers/frames.ts';

const sites = [
  { x: 0, y: 0, range: 50 },
  { x: 200, y: 0, range: 50 },
];

function fleet(penetration = 1) {
  return createFleet({ sites, penetration, random: createRandom(1) });
}

const ids = (workers: readonly { readonly vehicleId: string }[]): readonly string[] =>
  workers.map(({ vehicleId }) => vehicleId);

test('fleet - changes come by vehicle id, whatever the order of the frame', (t) => {
  const forward = fleet().applyFrame(frame(1, { a: [0, 0], b: [200, 0], c: [0, 1] }));
  const backward = fleet().applyFrame(frame(1, { c: [0, 1], b: [200, 0], a: [0, 0] }));
  t.deepEqual(ids(forward.relinked), ['a', 'b', 'c']);
  t.deepEqual(forward, backward);
});

test('fleet - counts who is in range of whom, also when a vehicle changes over or goes unseen', (t) => {
  const vehicles = fleet();
  vehicles.applyFrame(frame(1, { a: [0, 0], b: [10, 0] }));
  t.deepEqual(vehicles.inRange, [2, 0]);
  t.deepEqual(ids(vehicles.applyFrame(frame(2, { a: [200, 0], b: [10, 0] })).relinked), ['a']);
  t.deepEqual(vehicles.inRange, [1, 1]);
  // b is so far away that the source does not list it any more.
  t.deepEqual(ids(vehicles.applyFrame(frame(3, { a: [200, 0] })).relinked), ['b']);
  t.deepEqual(vehicles.inRange, [0, 1]);
  t.deepEqual(ids(vehicles.linked()), ['a']);
});

test('fleet - those near some edge servers are told by id, as among all', (t) => {
  const vehicles = fleet();
  vehicles.applyFrame(frame(1, { c: [0, 0], b: [200, 0], a: [10, 0], d: [210, 0] }));
  vehicles.applyFrame(frame(2, { c: [200, 0], b: [200, 0], a: [10, 0] }, { arrived: ['d'] }));
  t.deepEqual(ids(vehicles.linkedTo([0])), ['a']);
  t.deepEqual(ids(vehicles.linkedTo([1])), ['b', 'c']);
  t.deepEqual(ids(vehicles.linkedTo([1, 0])), ids(vehicles.linked()));
  t.deepEqual(ids(vehicles.unlink(1)), ['b', 'c']);
  t.deepEqual(vehicles.linkedTo([1]), []);
});

test('fleet - who left and came back since all were told is told once', (t) => {
  const vehicles = fleet();
  vehicles.applyFrame(frame(1, { a: [0, 0], b: [1, 0] }));
  t.deepEqual(ids(vehicles.linked()), ['a', 'b']);
  vehicles.applyFrame(frame(2, { a: [100, 0], b: [1, 0] }));
  vehicles.applyFrame(frame(3, { a: [0, 0], b: [1, 0] }));
  t.deepEqual(ids(vehicles.linked()), ['a', 'b']);
});

test('fleet - a vehicle that arrives takes its worker with it, and may come again', (t) => {
  const vehicles = fleet();
  vehicles.applyFrame(frame(1, { a: [0, 0] }));
  t.deepEqual(ids(vehicles.applyFrame(frame(2, {}, { arrived: ['a', 'unknown'] })).removed), ['a']);
  t.is(vehicles.workers.size, 0);
  t.deepEqual(vehicles.inRange, [0, 0]);
  t.deepEqual(ids(vehicles.applyFrame(frame(3, { a: [0, 0] })).relinked), ['a']);
});

test('fleet - nothing changes, nothing is reported', (t) => {
  const vehicles = fleet();
  vehicles.applyFrame(frame(1, { a: [0, 0] }));
  t.deepEqual(vehicles.applyFrame(frame(2, { a: [1, 0] })), { removed: [], relinked: [] });
});

test('fleet - vehicles without equipment never get a worker', (t) => {
  const vehicles = fleet(0);
  t.deepEqual(vehicles.applyFrame(frame(1, { a: [0, 0] })), { removed: [], relinked: [] });
  t.is(vehicles.workers.size, 0);
});
