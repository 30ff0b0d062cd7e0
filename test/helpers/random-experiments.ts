/**
 * Random experiments: everything that an experiment file may say about the simulation, in small, with random traffic.
 *
 * The same seed gives the same experiment. What is drawn is valid by itself and together; `bad-experiments.ts` makes it
 * wrong.
 */
import { createRandom, type RandomStream } from '../../src/random.ts';
import type { TrafficFrame } from '../../src/sim/mobility/source.ts';
import { experimentContent } from './experiments.ts';
import { frame } from './frames.ts';
import { oneOf, randomFaults } from './random-faults.ts';

type Content = Readonly<Record<string, unknown>>;

/** What one seed gives. */
export interface RandomExperiment {
  readonly content: Content;
  /** Steps of one second. */
  readonly frames: readonly TrafficFrame[];
}

/** Metres from one edge server to the next. */
const SPACING_M = 60;

export function randomExperiment(seed: number): RandomExperiment {
  const stream = createRandom(seed).stream('random-experiment');
  const edgeServers = Array.from({ length: 1 + stream.integer(4) }, (_, index) => ({
    name: `e${index}`,
    position: { x: SPACING_M * index, y: 0 },
    range: 25 + stream.integer(60),
  }));
  const names = edgeServers.map(({ name }) => name);
  const content = experimentContent({
    seed,
    edgeServers,
    model: { hidden: [] },
    traffic: { config: 'test.sumocfg', positions: oneOf(stream, ['held', 'interpolated']) },
    workers: {
      count: 1 + stream.integer(30),
      penetration: oneOf(stream, [1, 1, 0.6]),
      computeTimeMs: 50 + stream.integer(1500),
      whileParked: oneOf(stream, ['train', 'idle']),
    },
    learning: randomLearning(stream, edgeServers.length),
    network: randomNetwork(stream),
    computing: randomComputing(stream),
    selection: randomSelection(stream),
    faults: randomFaults(stream, names),
    ...randomData(stream),
    ...(stream.uniform() < 0.3 && { energy: { idleWatts: 2, busyWatts: 30, batteryJoules: 20 + stream.integer(400) } }),
    stop: { epochs: 1_000_000 },
  });
  return { content, frames: randomFrames(createRandom(seed).stream('random-frames'), edgeServers.length * SPACING_M) };
}

function randomLearning(stream: RandomStream, edgeServers: number): Content {
  const mode = oneOf(stream, ['synchronous', 'buffered', 'asynchronous']);
  const gradients = 1 + stream.integer(4);
  const aggregates = 1 + stream.integer(3);
  const edgeRounds = stream.uniform() < 0.25 ? { rounds: 2 + stream.integer(2), rate: 0.1 } : {};
  /** A rule that can never work with so many vectors is refused, unless the tier has an answer to that. */
  const tier = (vectors: number): Content => {
    const tooFew = oneOf<unknown>(stream, ['skip', 'wait', 'relax', { fallback: 'mean' }]);
    const isHopeless = vectors < 3 && typeof tooFew === 'string' && tooFew !== 'relax';
    const trimmed = { name: 'trimmed-mean', f: 1 };
    const rule = oneOf<unknown>(stream, [
      'mean',
      'marginal-median',
      'centered-clipping',
      isHopeless ? 'mean' : trimmed,
    ]);
    return { rule, tooFew };
  };
  const isAsynchronous = mode === 'asynchronous';
  const atCloud = isAsynchronous ? 1 : mode === 'synchronous' ? edgeServers : aggregates;
  const work = { steps: 2, learningRate: 0.1 };
  return {
    mode,
    batchSize: 5 + stream.integer(20),
    learningRate: 0.01,
    optimizer: oneOf(stream, ['distributed-sgd', 'momentum', 'adam']),
    local: oneOf<Content>(stream, [
      { kind: 'gradient' },
      { kind: 'gradient' },
      { kind: 'local-steps', ...work },
      { kind: 'fedprox', ...work, proximal: 0.5 },
      { kind: 'worker-momentum' },
    ]),
    compression: oneOf(stream, ['none', 'none', 'float16', 'qsgd', { name: 'top-k', share: 0.5 }]),
    stalenessExponent: oneOf(stream, [0, 0.5]),
    timeout: { afterMs: 200 + stream.integer(4000), partial: oneOf(stream, ['aggregate', 'discard']) },
    edgeServer: { ...tier(isAsynchronous ? 1 : gradients), gradients, ...edgeRounds },
    cloud: { ...tier(atCloud), aggregates, step: oneOf(stream, ['mean', 'sum']) },
  };
}

/** Rates at which messages of a few bytes take from a millisecond to several steps. */
function randomNetwork(stream: RandomStream): Content {
  const mbps = (): number => oneOf(stream, [0.00005, 0.0002, 0.001, 10]);
  const latencyMs = oneOf(stream, [0, 7, 400]);
  return {
    link: oneOf<Content>(stream, [
      { kind: 'ideal' },
      { kind: 'rate', latencyMs, uplinkMbps: mbps(), downlinkMbps: mbps() },
      { kind: 'shared', sharing: 'equal', latencyMs, capacityMbps: mbps() },
      { kind: 'shared', sharing: '802.11p', latencyMs, frameSuccess: oneOf(stream, [1, 0.001]) },
      { kind: 'shared', sharing: 'wifi-table', latencyMs },
      {
        kind: 'pathloss',
        latencyMs,
        exponent: 3.3,
        powerDbm: 13,
        shadowing: { sigmaDb: oneOf(stream, [0, 3]) },
        fading: oneOf(stream, ['none', 'nakagami']),
      },
    ]),
    interruption: {
      policy: oneOf(stream, ['lost', 'resume', 'handover']),
      hysteresisM: oneOf(stream, [0, 15]),
      handoverMs: oneOf(stream, [0, 50, 1700]),
    },
    backhaul: oneOf<Content>(stream, [
      { kind: 'ideal' },
      { kind: 'queue', latencyMs: oneOf(stream, [0, 100, 2500]), uplinkMbps: mbps(), downlinkMbps: mbps() },
    ]),
  };
}

function randomComputing(stream: RandomStream): Content {
  const spread = oneOf<Content>(stream, [
    { kind: 'constant' },
    { kind: 'lognormal', per: oneOf(stream, ['vehicle', 'work']) },
  ]);
  return oneOf<Content>(stream, [
    { kind: 'time', spread },
    { kind: 'time', spread },
    {
      kind: 'table',
      classes: [
        { name: 'bus', share: 0, vehicleTypes: ['bus'], msPerExample: 60 },
        { name: 'car', msPerExample: 15, spread },
      ],
    },
  ]);
}

function randomSelection(stream: RandomStream): unknown {
  const perEdgeServer = 1 + stream.integer(3);
  return oneOf<unknown>(stream, [
    'all',
    'all',
    { name: 'all', perEdgeServer },
    { name: 'random', perEdgeServer },
    'fastest',
    { name: 'fairest', perEdgeServer },
    { name: 'longest-stay', onlyInTime: stream.uniform() < 0.5 },
  ]);
}

/** Division, drift and collection. */
function randomData(stream: RandomStream): Content {
  const division = oneOf<Content>(stream, [{ kind: 'none' }, { kind: 'iid' }, { kind: 'gamma-similarity' }]);
  const drift = division['kind'] === 'none' ? 'none' : oneOf(stream, ['none', 'rotate', 'cycle']);
  return {
    division,
    drift: { kind: drift, ...(drift !== 'none' && { periodS: 9 }) },
    ...(stream.uniform() < 0.3 && {
      collection: {
        kind: 'buffer',
        examplesPerSecond: 1 + stream.integer(20),
        capacity: 30 + stream.integer(50),
        whenFew: oneOf(stream, ['wait', 'repeat']),
      },
    }),
  };
}

interface Driver {
  x: number;
  y: number;
  readonly speed: number;
  wasSeen: boolean;
  /** Step at which a teleport ends. */
  teleportsUntil: number;
  parksUntil: number;
}

/** Vehicles that come, drive past the edge servers, stop, teleport, park and leave, listed in any order. */
function randomFrames(stream: RandomStream, lengthM: number): readonly TrafficFrame[] {
  const drivers = new Map<string, Driver>();
  let next = 0;
  return Array.from({ length: 15 + stream.integer(25) }, (_, index) => {
    const step = index + 1;
    const lists = {
      arrived: [] as string[],
      teleportStarted: [] as string[],
      teleportEnded: [] as string[],
      parkingStarted: [] as string[],
      parkingEnded: [] as string[],
    };
    for (const [id, driver] of drivers) {
      if (driver.x > lengthM + 20 || stream.uniform() < 0.01) {
        drivers.delete(id);
        lists.arrived.push(id);
      } else move(id, driver, step, stream, lists);
    }
    for (let come = stream.integer(3); come > 0; come--)
      drivers.set(`v${next++}`, {
        x: -50 + 60 * stream.uniform(),
        y: 30 * stream.uniform() - 15,
        speed: oneOf(stream, [0, 5, 12, 40]),
        wasSeen: false,
        teleportsUntil: 0,
        parksUntil: 0,
      });
    const seen = [...drivers].filter(([, { teleportsUntil }]) => teleportsUntil < step);
    const introduced = seen
      .filter(([, { wasSeen }]) => !wasSeen)
      .map(([id]) => ({ id, typeId: id.endsWith('3') ? 'bus' : 'car', route: ['road'] }));
    for (const [, driver] of seen) driver.wasSeen = true;
    const order = seen.map((entry) => ({ entry, rank: stream.uniform() })).sort((a, b) => a.rank - b.rank);
    const places = order.map(({ entry: [id, { x, y }] }) => [id, [x, y] as const] as const);
    return withMotion(frame(step, Object.fromEntries(places), { ...lists, introduced }), drivers);
  });
}

function move(
  id: string,
  driver: Driver,
  step: number,
  stream: RandomStream,
  lists: Readonly<Record<'teleportStarted' | 'teleportEnded' | 'parkingStarted' | 'parkingEnded', string[]>>,
): void {
  if (driver.teleportsUntil >= step) {
    if (driver.teleportsUntil === step) {
      driver.teleportsUntil = 0;
      driver.x += 30;
      lists.teleportEnded.push(id);
    }
    return;
  }
  if (driver.parksUntil > 0) {
    if (driver.parksUntil > step) return;
    driver.parksUntil = 0;
    lists.parkingEnded.push(id);
  }
  const draw = stream.uniform();
  if (draw < 0.03) {
    driver.teleportsUntil = step + stream.integer(3);
    lists.teleportStarted.push(id);
    if (driver.teleportsUntil === step) {
      driver.teleportsUntil = 0;
      lists.teleportEnded.push(id);
    }
  } else if (draw < 0.06) {
    driver.parksUntil = step + 1 + stream.integer(4);
    lists.parkingStarted.push(id);
  } else driver.x += driver.speed * (0.5 + stream.uniform());
}

function withMotion(one: TrafficFrame, drivers: ReadonlyMap<string, Driver>): TrafficFrame {
  const { vehicles } = one;
  const speed = Float64Array.from(vehicles.ids, (id) => drivers.get(id)!.speed);
  return { ...one, vehicles: { ...vehicles, speed, angle: new Float64Array(vehicles.count).fill(90) } };
}
