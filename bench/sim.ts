/**
 * The simulator's own time for each step of traffic, learning and SUMO apart: frames are generated, gradients cost nothing.
 *
 *   npx tsx bench/sim.ts [--steps 20] [--json]     time a step for 100, 1,000 and 10,000 vehicles in range (steps: of 10,000)
 *   npx tsx bench/sim.ts --memory                  10,000 vehicles, 1,000 workers at once, a small model: most memory
 *
 * Times are processor times with all threads of the process, the least of several runs; what counts is how they grow. Exits with 1 when time
 * grows faster than vehicles do, or memory is beyond its limit.
 */
import { parseArgs } from 'node:util';
import { parameterLayout, type ModelSpec, type TrainingEngine } from '../src/ml/index.ts';
import { createRandom } from '../src/random.ts';
import { assemble } from '../src/sim/assemble.ts';
import { createEventLog } from '../src/sim/events.ts';
import { parseExperiment } from '../src/sim/experiment/load.ts';
import type { TrafficFrame } from '../src/sim/mobility/source.ts';
import { BUILT_IN } from '../src/sim/plugins.ts';
import { createSimulation } from '../src/sim/simulation.ts';

const STEP_MS = 1000;
/** Times may grow so much faster than vehicles: queues and sorted lists grow with a logarithm (4 / 3), caches do not grow. */
const SLACK = 2;
const MEMORY_LIMIT_MB = 1536;
const VEHICLES = [100, 1000, 10_000] as const;
const EXAMPLES = 60_000;
const REPEATS = 3;
/** Fewer vehicles are followed for so many times as many steps, at most. */
const MOST_LONGER = 10;
/** Runs of the smallest setting before any is measured. */
const WARM_UPS = 10;

const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    case: { type: 'string' },
  },
});

/** Answers at once with one and the same vector for each gradient. */
function createStubEngine(
  model: ModelSpec,
  shape: { classes: number; featureShape: readonly number[] },
): TrainingEngine {
  const layout = parameterLayout(model, shape);
  const gradient = new Float32Array(layout.dimension).fill(1e-6);
  return {
    report: { name: 'wasm', detail: 'stub', threads: 1, reason: 'bench' },
    layout,
    allocateParameters: () => new Float32Array(layout.dimension),
    gradient: () => Promise.resolve({ gradient, loss: 0 }),
    work: () => Promise.resolve({ update: gradient, loss: 0 }),
    release: () => undefined,
    evaluate: () => Promise.resolve({ confusion: new Uint32Array(100), lossSum: 1, count: 1 }),
    close: () => Promise.resolve(),
  };
}

/** Memory of its own for each gradient, as the real engine has. */
function createHoldingEngine(
  model: ModelSpec,
  shape: { classes: number; featureShape: readonly number[] },
): TrainingEngine {
  const stub = createStubEngine(model, shape);
  const free: Float32Array[] = [];
  return {
    ...stub,
    gradient: () => Promise.resolve({ gradient: free.pop() ?? new Float32Array(stub.layout.dimension), loss: 0 }),
    release: (vector) => free.push(vector),
  };
}

interface Setting {
  readonly vehicles: number;
  readonly content: Readonly<Record<string, unknown>>;
  readonly sites: number;
  readonly model: ModelSpec;
  readonly engine: typeof createStubEngine;
}

const SHAPE = { classes: 10, featureShape: [8] };
const TINY: ModelSpec = { kind: 'dense', hidden: [] };

/**
 * Edge servers in a square grid 100 m apart, each reaching all around it, and vehicles spread over them evenly that drive 15
 * metres a step east and come in again in the west: all are in range, and some change over in each step.
 */
function* trafficOf({ vehicles, sites }: Setting, steps: number): Generator<TrafficFrame> {
  const side = Math.ceil(Math.sqrt(sites));
  const width = 100 * side;
  const ids = Array.from({ length: vehicles }, (_, index) => `vehicle${index}`);
  const stream = createRandom(7).stream('bench');
  const x = Float64Array.from(ids, () => width * stream.uniform());
  const y = Float64Array.from(ids, () => 100 * Math.ceil(sites / side) * stream.uniform());
  const nothing = {
    departed: [],
    arrived: [],
    teleportStarted: [],
    teleportEnded: [],
    parkingStarted: [],
    parkingEnded: [],
  };
  const motion = { speed: new Float64Array(vehicles).fill(15), angle: new Float64Array(vehicles).fill(90) };
  for (let step = 1; step <= steps; step++) {
    for (let index = 0; index < vehicles; index++) x[index] = (x[index]! + 15) % width;
    const positions = { count: vehicles, ids, x: x.slice(), y: y.slice(), ...motion };
    const introduced = step === 1 ? ids.map((id) => ({ id, typeId: 'car', route: [] })) : [];
    yield { step, timeMs: step * STEP_MS, ...nothing, introduced, vehicles: positions };
  }
}

/** Time that the process has had on processors, ms: other programs do not count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs the steps; returns ms a step, the first few left out. */
async function timeSteps(setting: Setting, steps: number): Promise<number> {
  const side = Math.ceil(Math.sqrt(setting.sites));
  const sites = Array.from({ length: setting.sites }, (_, index) => ({
    x: 100 * (index % side) + 50,
    y: 100 * Math.floor(index / side) + 50,
    range: 75,
  }));
  const experiment = parseExperiment({
    name: 'bench',
    traffic: { config: 'bench.sumocfg' },
    edgeServers: sites.map(({ x, y, range }, index) => ({ name: `e${index}`, position: { x, y }, range })),
    data: { set: 'digits' },
    ...setting.content,
  });
  const random = createRandom(1);
  const train = { count: EXAMPLES, features: new Uint8Array(8 * EXAMPLES), scale: 1, labels: new Uint8Array(EXAMPLES) };
  const parts = assemble({
    experiment,
    sites,
    dataset: { name: 'bench', ...SHAPE, train, test: train },
    model: setting.model,
    engine: setting.engine(setting.model, SHAPE),
    registries: BUILT_IN,
    random,
    log: createEventLog(),
    now: () => 0,
    timed: (_part, work) => work(),
    stepLengthMs: STEP_MS,
  });
  const simulation = createSimulation(parts, {
    epochEnded: () => Promise.resolve(false),
    roundEnded: () => false,
  });
  const isHeld = experiment.traffic.positions === 'held';
  const warmUp = Math.ceil(steps / 4);
  let started = processorMs();
  let before: TrafficFrame | undefined;
  for (const frame of trafficOf(setting, steps + warmUp)) {
    if (frame.step === warmUp + 1) started = processorMs();
    if (!isHeld && before !== undefined) {
      simulation.drive(before, frame);
      await simulation.runUntil(frame.timeMs);
    }
    await simulation.applyFrame(frame);
    if (isHeld) await simulation.runUntil(frame.timeMs + STEP_MS);
    before = frame;
  }
  parts.ledger.check(simulation.unfinished());
  return (processorMs() - started) / steps;
}

/**
 * Every vehicle at work, a gradient of one every five seconds; edge servers reach about 25 each. The cloud server updates
 * as often however large the map is, for each update goes to every edge server.
 */
const crowd =
  (content: Readonly<Record<string, unknown>>) =>
  (vehicles: number): Setting => {
    const sites = Math.max(4, Math.round(vehicles / 25));
    return {
      vehicles,
      sites,
      model: TINY,
      engine: createStubEngine,
      content: {
        workers: { count: vehicles, computeTimeMs: 5000 },
        ...content,
        learning: { cloud: { aggregates: sites }, ...(content['learning'] as object | undefined) },
      },
    };
  };

/** Trainers in proportion to the vehicles, each free again at a moment of its own. */
const scarce =
  (selection: string, content: Readonly<Record<string, unknown>> = {}) =>
  (vehicles: number): Setting =>
    crowd({
      computing: { kind: 'time', spread: { kind: 'lognormal', per: 'work' } },
      ...content,
      workers: { count: vehicles / 10, computeTimeMs: 5000 },
      selection,
    })(vehicles);

const FEW = { count: 50, computeTimeMs: 5000 };
const CASES: Readonly<Record<string, (vehicles: number) => Setting>> = {
  'everyone, ideal network': crowd({}),
  'everyone, synchronous': crowd({ learning: { mode: 'synchronous', edgeServer: { gradients: 5 } } }),
  'everyone, shared airtime, a queue to the cloud': crowd({
    network: { link: { kind: 'shared', latencyMs: 200 }, backhaul: { kind: 'queue', latencyMs: 50 } },
  }),
  'everyone, pathloss, hysteresis': crowd({
    network: { link: { kind: 'pathloss', latencyMs: 200 }, interruption: { policy: 'handover', hysteresisM: 10 } },
  }),
  'driving between steps': crowd({ traffic: { config: 'bench.sumocfg', positions: 'interpolated' } }),
  'random, two at each edge server': crowd({ selection: { name: 'random', perEdgeServer: 2 } }),
  'fairest, 50 trainers': (vehicles) => crowd({ selection: 'fairest', workers: FEW })(vehicles),
  'longest stay, everyone': crowd({ selection: 'longest-stay' }),
  'fairest, a trainer for ten': scarce('fairest'),
  'longest stay, a trainer for ten': scarce('longest-stay'),
  'fastest, a trainer for ten, shared airtime': scarce('fastest', {
    network: { link: { kind: 'shared', latencyMs: 200 } },
  }),
  'random, a trainer for ten': scarce('random'),
  'faults of every kind': crowd({
    faults: [
      { attack: 'sign-flip', rate: 0.2 },
      { kind: 'crash', rate: 0.2, timeToFailure: { meanS: 60 }, recoverAfterS: 20 },
      { kind: 'omission', rate: 0.2, probability: 0.2 },
      { kind: 'delay', count: 2, model: 'local', factor: 2 },
      { kind: 'crash', node: 'edge-server', rate: 0.3, timeToFailure: { meanS: 30 }, recoverAfterS: 5 },
    ],
  }),
  'collecting data, counting joules': crowd({
    collection: { kind: 'buffer', examplesPerSecond: 10, capacity: 200 },
    learning: { batchSize: 20 },
    energy: { idleWatts: 1, busyWatts: 5 },
  }),
};

async function measureTimes(): Promise<void> {
  const steps = Number(options.steps);
  const rows: { readonly name: string; readonly ms: readonly number[]; readonly growth: number }[] = [];
  for (const [name, settingOf] of Object.entries(CASES)) {
    if (options.case !== undefined && !name.includes(options.case)) continue;
    // What is run for the first time is compiled on the way, which would count for the smallest.
    for (let run = 0; run < WARM_UPS; run++) await timeSteps(settingOf(VEHICLES[0]), steps);
    const ms = VEHICLES.map(() => Infinity);
    // In turn, so that a busy minute of the machine does not strike one of them alone.
    for (let run = 0; run < REPEATS; run++)
      for (const [at, vehicles] of VEHICLES.entries()) {
        // As much work for each, so that compiling and collecting garbage weigh alike.
        const longer = Math.min(MOST_LONGER, VEHICLES.at(-1)! / vehicles);
        ms[at] = Math.min(ms[at]!, await timeSteps(settingOf(vehicles), steps * longer));
      }
    // From 1,000 to 10,000: smaller runs measure the machine more than the program.
    const growth = ms[2]! / ms[1]! / 10;
    rows.push({ name, ms, growth });
    if (!options.json)
      process.stdout.write(
        `${name.padEnd(50)}${ms.map((one) => one.toFixed(2).padStart(10)).join('')}${growth.toFixed(2).padStart(10)}\n`,
      );
    if (growth > SLACK) process.exitCode = 1;
  }
  if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
}

async function measureMemory(): Promise<void> {
  const model: ModelSpec = { kind: 'dense', hidden: [1000, 10] };
  const workers = { count: 1000, computeTimeMs: 1500 };
  const setting = { ...crowd({ workers })(10_000), model, engine: createHoldingEngine };
  const { dimension } = parameterLayout(model, SHAPE);
  const ms = await timeSteps(setting, Number(options.steps));
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const result = { vehicles: 10_000, workers: workers.count, dimension, msAStep: ms, peakMb, limitMb: MEMORY_LIMIT_MB };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `${dimension} parameters, ${workers.count} workers: at most ${Math.round(peakMb)} MB of ${MEMORY_LIMIT_MB}, ${ms.toFixed(1)} ms a step\n`,
  );
  if (peakMb > MEMORY_LIMIT_MB) process.exitCode = 1;
}

if (options.memory) await measureMemory();
else {
  if (!options.json)
    process.stdout.write(
      `${'ms a step for so many vehicles'.padEnd(50)}${VEHICLES.map((one) => String(one).padStart(10)).join('')}${'growth/10'.padStart(10)}\n`,
    );
  await measureTimes();
}
