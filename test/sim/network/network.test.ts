import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { createNetwork, type Network } from '../../../src/sim/network/network.ts';
import { networkSpec } from '../../../src/sim/network/spec.ts';
import type { Direction, Transfer } from '../../../src/sim/network/transfer.ts';

const HERE = { x: 0, y: 0 };

function network(spec: object): Network {
  return createNetwork(networkSpec.parse(spec), { sites: [], random: createRandom(1) });
}

function message(id: string, bytes: number, direction: Direction = 'up', edgeServer = 0): Transfer {
  return { id, vehicleId: `v-${id}`, edgeServer, direction, bytes };
}

/** `id@ms` of messages that all start at 0. */
function arrivals(under: Network, ...messages: readonly Transfer[]): readonly string[] {
  for (const one of messages) under.start(one, HERE, 0);
  const order: string[] = [];
  for (let next = under.nextCompletion(); next; next = under.nextCompletion())
    order.push(`${under.complete(next.timeMs).id}@${next.timeMs}`);
  return order;
}

test('network - the ideal one delivers at once and has nothing under way', (t) => {
  const ideal = network({ kind: 'ideal' });
  t.true(ideal.ideal);
  t.true(ideal.start(message('a', 1e9), HERE, 0));
  t.is(ideal.size, 0);
  t.is(ideal.nextCompletion(), undefined);
  t.throws(
    () => {
      ideal.resume('a', { edgeServer: 0, at: HERE }, 0);
    },
    { message: /no transfer "a"/ },
  );
});

test('network - rate: 437544 B up at 6 Mbit/s = 750 B/ms and down at 30, 5 ms of latency, whoever else talks', (t) => {
  const spec = { kind: 'rate', latencyMs: 5, uplinkMbps: 6, downlinkMbps: 30 };
  const messages = [message('u1', 437_544), message('u2', 437_544), message('d', 437_544, 'down')];
  // 583.392 + 5; 116.678 + 5.
  t.deepEqual(arrivals(network(spec), ...messages), ['d@122', 'u1@589', 'u2@589']);
});

test('network - shared equally: up and down share 6 Mbit/s', (t) => {
  const spec = { kind: 'shared', sharing: 'equal', latencyMs: 1 };
  // 750 B/ms: both at 375 until the short one ends at 4 ms, then 3000 at 750.
  t.deepEqual(arrivals(network(spec), message('a', 1500), message('b', 4500, 'down')), ['a@5', 'b@9']);
});

test('network - 802.11p: a gradient takes 0.70 s alone, ten in one cell 7.0 s, ten in ten cells 0.70 s', (t) => {
  const ten = Array.from({ length: 10 }, (_, index) => message(`g${index}`, 437_544));
  t.deepEqual(arrivals(network({ kind: 'shared' }), ten[0]!), ['g0@701']);
  t.deepEqual(
    arrivals(network({ kind: 'shared' }), ...ten),
    ten.map(({ id }) => `${id}@7001`),
  );
  const apart = ten.map((one, edgeServer) => ({ ...one, edgeServer }));
  t.deepEqual(
    arrivals(network({ kind: 'shared' }), ...apart),
    ten.map(({ id }) => `${id}@701`),
  );
});

test('network - 802.11p: with half of the frames lost, and no repetition by the MAC, it takes twice as long', (t) => {
  const spec = { kind: 'shared', frameSuccess: 0.5, retryLimit: 0 };
  t.deepEqual(arrivals(network(spec), message('g', 437_544)), ['g@1401']);
});

test('network - wifi-table: 1100000 B take 100 ms at 88 Mbit/s, five of them 88 / 24.9 times that', (t) => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((id) => message(id, 1_100_000));
  t.deepEqual(arrivals(network({ kind: 'shared', sharing: 'wifi-table' }), five[0]!), ['a@100']);
  t.deepEqual(
    arrivals(network({ kind: 'shared', sharing: 'wifi-table' }), ...five),
    five.map(({ id }) => `${id}@354`),
  );
});

test('network - a message handed over goes on through the other edge server', (t) => {
  const under = network({ kind: 'shared', sharing: 'equal' });
  under.start(message('a', 7500), HERE, 0);
  under.pause('a', 4);
  under.resume('a', { edgeServer: 3, at: HERE }, 54);
  t.is(under.get('a')?.edgeServer, 3);
  t.deepEqual(under.nextCompletion(), { id: 'a', timeMs: 60 });
});

test('network - a vehicle cannot be forgotten while it has messages; they come by id', (t) => {
  const under = network({ kind: 'rate' });
  for (const id of ['b', 'a']) under.start({ ...message(id, 1000), vehicleId: 'v' }, HERE, 0);
  t.deepEqual(
    under.ofVehicle('v').map(({ id }) => id),
    ['a', 'b'],
  );
  t.throws(
    () => {
      under.forget('v');
    },
    { message: /"v" still has messages/ },
  );
  for (const id of ['a', 'b']) under.cancel(id, 0);
  t.notThrows(() => {
    under.forget('v');
  });
});

test('network - options: defaults, and what is refused', (t) => {
  t.deepEqual(networkSpec.parse({ kind: 'rate' }), { kind: 'rate', latencyMs: 5, uplinkMbps: 10, downlinkMbps: 10 });
  for (const bad of [
    {},
    { kind: 'wifi' },
    { kind: 'ideal', latencyMs: 1 },
    { kind: 'rate', uplinkMbps: 0 },
    { kind: 'shared', sharing: 'unequal' },
    { kind: 'shared', frameSuccess: 0 },
    { kind: 'shared', frameSuccess: 1.1 },
  ])
    t.false(networkSpec.safeParse(bad).success, JSON.stringify(bad));
});

test('network - what a message is expected to take: alone, beside another, and without drawing or changing anything', (t) => {
  const gradient = message('a', 1500);
  t.is(network({ kind: 'ideal' }).expectedMs(gradient, HERE, 0), 0);
  const shared = network({ kind: 'shared', sharing: 'equal', latencyMs: 1 });
  t.is(shared.expectedMs(gradient, HERE, 0), 3);
  shared.start(message('b', 4500), HERE, 0);
  t.is(shared.expectedMs(gradient, HERE, 0), 5);
  t.is(shared.expectedMs({ ...gradient, edgeServer: 1 }, HERE, 0), 3);
  const radio = createNetwork(networkSpec.parse({ kind: 'pathloss', fading: 'nakagami' }), {
    sites: [{ x: 0, y: 0, range: 200 }],
    random: createRandom(1),
  });
  const before = radio.snapshot();
  const near = radio.expectedMs(gradient, { x: 10, y: 0 }, 0);
  t.true(near > 1500 / 750);
  t.is(radio.expectedMs(gradient, { x: 1e6, y: 0 }, 0), Infinity);
  t.deepEqual(radio.snapshot(), before);
});
