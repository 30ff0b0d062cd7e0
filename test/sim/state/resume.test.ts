/** A run that is saved, forgotten and put together again goes on as if nothing had happened: to the last bit. */
import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { assemble } from '../../../src/sim/assemble.ts';
import { decodeState, encodeState } from '../../../src/sim/checkpoints/state-codec.ts';
import { createEventLog, EMPTY_DIGEST } from '../../../src/sim/events.ts';
import type { TrafficFrame } from '../../../src/sim/mobility/source.ts';
import { BUILT_IN } from '../../../src/sim/plugins.ts';
import { createSimulation, type Simulation } from '../../../src/sim/simulation.ts';
import type { SimulationState } from '../../../src/sim/state/records.ts';
import { experiment } from '../../helpers/experiments.ts';
import { createFakeEngine } from '../../helpers/fake-engine.ts';
import { frame } from '../../helpers/frames.ts';

const STEPS = 60;
const STEP_MS = 1000;
const dataset = {
  name: 'fake',
  classes: 2,
  featureShape: [1],
  train: { count: 1000, features: new Uint8Array(1000), scale: 1, labels: new Uint8Array(1000) },
  test: { count: 1, features: new Uint8Array(1), scale: 1, labels: new Uint8Array(1) },
};

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

function build(changes: Readonly<Record<string, unknown>>, digest: string, from?: SimulationState) {
  const parsed = experiment({ model: { hidden: [] }, edgeServers: twoServers, ...changes });
  const log = createEventLog([], digest);
  const parts = assemble({
    experiment: parsed,
    sites: twoServers.map(({ position, range }) => ({ ...position, range })),
    dataset,
    model: { kind: 'dense', hidden: [] },
    engine: createFakeEngine((serial) => serial % 3),
    registries: BUILT_IN,
    random: createRandom(parsed.seed),
    log,
    now: () => 0,
    stepLengthMs: STEP_MS,
    from,
  });
  const simulation = createSimulation(parts, {
    epochEnded: () => Promise.resolve(false),
    roundEnded: () => false,
  });
  return { simulation, log, ledger: parts.ledger };
}

async function drive(simulation: Simulation, frames: readonly TrafficFrame[]): Promise<void> {
  for (const one of frames) {
    await simulation.applyFrame(one);
    await simulation.runUntil(one.timeMs + STEP_MS);
  }
}

for (const [name, changes] of Object.entries(RUNS)) {
  test(`resume - ${name}`, async (t) => {
    const frames = traffic(7);
    const straight = build(changes, EMPTY_DIGEST);
    await drive(straight.simulation, frames);
    t.true(straight.ledger.made > 10, 'something happens');
    straight.ledger.check(straight.simulation.unfinished());
    for (const stop of [1, 13, 27, 28, 45]) {
      const first = build(changes, EMPTY_DIGEST);
      await drive(first.simulation, frames.slice(0, stop));
      const encoded = encodeState(await first.simulation.snapshot());
      const { state, tensors } = decodeState(encoded.json);
      for (const [index, { tensor }] of tensors.entries()) tensor.set(encoded.tensors[index]!.tensor);
      const second = build(changes, first.log.digest(), state as SimulationState);
      await drive(second.simulation, frames.slice(stop));
      t.is(second.log.digest(), straight.log.digest(), `stopped after step ${stop}`);
      t.deepEqual(second.ledger.snapshot(), straight.ledger.snapshot());
      second.ledger.check(second.simulation.unfinished());
    }
  });
}
