/** A run that is saved, forgotten and put together again goes on as if nothing had happened: to the last bit. */
import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import type { TrafficFrame } from '../../../src/sim/mobility/source.ts';
import { experiment } from '../../helpers/experiments.ts';
import { frame } from '../../helpers/frames.ts';
import { build, drive, throughCheckpoint } from '../../helpers/play.ts';

const STEPS = 60;

/** Vehicles on a line that come, go, pass by two edge servers, teleport and park; the same for a seed. */
function traffic(seed: number): readonly TrafficFrame[] {
  const random = createRandom(seed);
  const places = new Map<string, number>();
  return Array.from({ length: STEPS }, (_, index) => {
    const step = index + 1;
    const stream = random.stream('traffic', step);
    const arrived = [...places].filter(([, x]) => x > 160).map(([id]) => id);
    for (const id of arrived) places.delete(id);
    for (const [id, x] of places) places.set(id, x + 20 * stream.uniform());
    if (stream.uniform() < 0.7) places.set(`v${step}`, -60 * stream.uniform());
    const some = [...places.keys()].filter(() => stream.uniform() < 0.05);
    return frame(step, Object.fromEntries([...places].map(([id, x]) => [id, [x, 0] as const])), {
      arrived,
      teleportStarted: some.slice(0, 1),
      teleportEnded: some.slice(0, 1),
      parkingStarted: some.slice(1, 2),
      introduced: places.has(`v${step}`) ? [{ id: `v${step}`, typeId: 'car', route: ['road'] }] : [],
    });
  });
}

/** Kinds of run that have every kind of state. */
const RUNS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'buffered, ideal network': { learning: { mode: 'buffered', edgeServer: { gradients: 3 }, cloud: { aggregates: 2 } } },
  'synchronous with timeouts, shared airtime, handover, a queue on the backhaul': {
    learning: { mode: 'synchronous', timeout: { afterMs: 2500 }, edgeServer: { gradients: 3 } },
    network: {
      link: { kind: 'shared', sharing: 'equal', capacityMbps: 0.0008 },
      backhaul: { kind: 'queue', latencyMs: 700 },
      interruption: { policy: 'handover', hysteresisM: 10, handoverMs: 150 },
    },
  },
  'asynchronous, momentum at the cloud, transfers resumed, faults of every kind': {
    learning: { mode: 'asynchronous', optimizer: 'adam', stalenessExponent: 0.5 },
    network: { link: { kind: 'rate', uplinkMbps: 0.0002, downlinkMbps: 0.0002 } },
    faults: [
      { attack: 'sign-flip', rate: 0.3 },
      { kind: 'crash', rate: 0.5, timeToFailure: { meanS: 5 }, recoverAfterS: 3 },
      { kind: 'crash', node: 'edge-server', edgeServers: ['a'], during: { fromS: 20, toS: 30 }, recoverAfterS: 5 },
      { kind: 'omission', node: 'cloud-link', rate: 1, probability: 0.2 },
      { kind: 'delay', count: 2, model: 'local', factor: 2 },
    ],
  },
  'edge servers with rounds of their own, over a network that breaks off': {
    learning: {
      mode: 'synchronous',
      timeout: { afterMs: 2000 },
      edgeServer: { gradients: 2, rounds: 2, rate: 0.5 },
    },
    network: {
      link: { kind: 'rate', uplinkMbps: 0.0002, downlinkMbps: 0.0001 },
      backhaul: { kind: 'queue', latencyMs: 300 },
      interruption: { policy: 'resume' },
    },
  },
  'few trainers, chosen at random, clipping with memory, collected data, joules': {
    workers: { count: 3 },
    selection: { name: 'random', perEdgeServer: 2 },
    collection: { kind: 'buffer', examplesPerSecond: 20, capacity: 30 },
    division: { kind: 'iid' },
    energy: { idleWatts: 1, busyWatts: 20, batteryJoules: 150 },
    learning: {
      mode: 'buffered',
      batchSize: 10,
      edgeServer: { gradients: 2, rule: 'centered-clipping' },
      cloud: { aggregates: 2 },
    },
    network: { interruption: { policy: 'lost' }, link: { kind: 'rate', uplinkMbps: 0.0002, downlinkMbps: 0.0002 } },
  },
};

const twoServers = [
  { name: 'a', position: { x: 0, y: 0 }, range: 50 },
  { name: 'b', position: { x: 80, y: 0 }, range: 50 },
];

for (const [name, changes] of Object.entries(RUNS)) {
  test(`resume - ${name}`, async (t) => {
    const frames = traffic(7);
    const parsed = experiment({ model: { hidden: [] }, edgeServers: twoServers, ...changes });
    const delays = (serial: number): number => serial % 3;
    const straight = build(parsed, { delays });
    await drive(straight, frames);
    const { ledger } = straight.parts;
    t.true(ledger.made > 10, 'something happens');
    ledger.check(straight.simulation.unfinished());
    for (const stop of [1, 13, 27, 28, 45]) {
      const first = build(parsed, { delays });
      await drive(first, frames.slice(0, stop));
      const from = throughCheckpoint(await first.simulation.snapshot());
      const second = build(parsed, { delays, from, digest: await first.parts.log.digest() });
      await drive(second, frames.slice(stop));
      t.is(await second.parts.log.digest(), await straight.parts.log.digest(), `stopped after step ${stop}`);
      t.deepEqual(second.parts.ledger.snapshot(), ledger.snapshot());
      second.parts.ledger.check(second.simulation.unfinished());
    }
  });
}

test('resume - an edge server that was down stays out of reach', async (t) => {
  const crash = { kind: 'crash', node: 'edge-server', edgeServers: ['a'], during: { fromS: 2 }, recoverAfterS: 3 };
  const parsed = experiment({ model: { hidden: [] }, edgeServers: twoServers, faults: [crash] });
  const frames = [1, 2, 3, 4, 5, 6].map((step) => frame(step, { v: [0, 0] }));
  const first = build(parsed);
  await drive(first, frames.slice(0, 3));
  const second = build(parsed, { from: throughCheckpoint(await first.simulation.snapshot()) });
  const inRange: number[] = [];
  for (const one of frames.slice(3)) {
    await drive(second, [one]);
    inRange.push(second.parts.fleet.inRange[0]!);
  }
  // Down from 2000 on, back at 5000, seen again in the frame of that moment.
  t.deepEqual(inRange, [0, 1, 1]);
});
