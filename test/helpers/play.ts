/** Simulations of traffic frames with the fake engine: whole runs, and runs in the hands of a test. */
import { createRandom } from '../../src/random.ts';
import { assemble } from '../../src/sim/assemble.ts';
import { decodeState, encodeState } from '../../src/sim/checkpoints/state-codec.ts';
import type { Site } from '../../src/sim/connectivity.ts';
import { createEventLog, EMPTY_DIGEST, type SimulationEvent } from '../../src/sim/events.ts';
import type { Experiment } from '../../src/sim/experiment/schema.ts';
import type { RoundRow } from '../../src/sim/metrics.ts';
import type { RoadShapes } from '../../src/sim/mobility/road-shapes.ts';
import type { TrafficFrame } from '../../src/sim/mobility/source.ts';
import { BUILT_IN } from '../../src/sim/plugins.ts';
import { createSimulation, type Simulation } from '../../src/sim/simulation.ts';
import type { SimulationParts } from '../../src/sim/simulation-parts.ts';
import { simulate, type SimulatorResult } from '../../src/sim/simulator.ts';
import type { SimulationState } from '../../src/sim/state/records.ts';
import { experiment } from './experiments.ts';
import { createFakeEngine, type FakeEngine, type FakeShape } from './fake-engine.ts';
import { playFrames } from './frames.ts';

type Changes = Readonly<Record<string, unknown>>;

/** Edge servers a and b, 100 m apart, 50 m of range each: x = 50 is within both, and nearer to none; a wins. */
export const TWO_SERVERS = [
  { name: 'a', position: { x: 0, y: 0 }, range: 50 },
  { name: 'b', position: { x: 100, y: 0 }, range: 50 },
] as const;

const EXAMPLES = 1000;

/** The data that the fake engine needs: 1000 examples, of two classes in turn. */
export const FAKE_DATASET = {
  name: 'fake',
  classes: 2,
  featureShape: [1],
  train: {
    count: EXAMPLES,
    features: new Uint8Array(EXAMPLES),
    scale: 1,
    labels: Uint8Array.from({ length: EXAMPLES }, (_, index) => index % 2),
  },
  test: { count: 1, features: new Uint8Array(1), scale: 1, labels: new Uint8Array(1) },
} as const;

/** What a test may choose beside the experiment. */
export interface PlayOptions {
  /** See `createFakeEngine`. */
  readonly delays?: (serial: number) => number;
  /** A larger model, where the size of messages matters. */
  readonly shape?: FakeShape;
}

/** A run that has ended. */
export interface Played {
  readonly result: SimulatorResult;
  readonly events: readonly SimulationEvent[];
  readonly rounds: readonly RoundRow[];
  readonly engine: FakeEngine;
}

/** Runs an experiment (the least that is valid, with changes) over frames of one second. */
export async function play(
  changes: Changes,
  frames: readonly TrafficFrame[],
  { delays, shape }: PlayOptions = {},
): Promise<Played> {
  const engine = createFakeEngine(delays, shape);
  const events: SimulationEvent[] = [];
  const rounds: RoundRow[] = [];
  const parsed = experiment({ model: { hidden: [] }, ...changes });
  const result = await simulate(
    {
      experiment: parsed,
      sites: sitesOf(parsed),
      mobility: playFrames(frames),
      dataset: { ...FAKE_DATASET, ...shape },
      model: { kind: 'dense', hidden: [...(shape?.hidden ?? [])] },
      engine,
      log: createEventLog([(event) => events.push(event)]),
      registries: BUILT_IN,
      now: () => 0,
    },
    { onRound: (row) => rounds.push(row) },
  );
  return { result, events, rounds, engine };
}

/** A simulation and its parts. */
export interface Built {
  readonly simulation: Simulation;
  readonly parts: SimulationParts;
  readonly engine: FakeEngine;
}

/** Where `build` begins. */
export interface BuildOptions extends PlayOptions {
  readonly digest?: string;
  readonly from?: SimulationState;
  /** Roads near edge servers. */
  readonly roads?: RoadShapes | undefined;
  /** Told of every event. */
  readonly onEvent?: (event: SimulationEvent) => void;
  readonly stepLengthMs?: number;
}

/** The simulation of an experiment, new or from a state; `drive` gives it frames. */
export function build(parsed: Experiment, options: BuildOptions = {}): Built {
  const { delays, shape, digest = EMPTY_DIGEST, from, roads, onEvent, stepLengthMs = 1000 } = options;
  const engine = createFakeEngine(delays, shape);
  const parts = assemble({
    experiment: parsed,
    sites: sitesOf(parsed),
    dataset: { ...FAKE_DATASET, ...shape },
    model: { kind: 'dense', hidden: [...(shape?.hidden ?? [])] },
    engine,
    registries: BUILT_IN,
    random: createRandom(parsed.seed),
    log: createEventLog(onEvent === undefined ? [] : [onEvent], digest),
    now: () => 0,
    timed: (_part, work) => work(),
    stepLengthMs,
    roads,
    from,
  });
  const hooks = { epochEnded: () => Promise.resolve(false), roundEnded: () => false };
  return { simulation: createSimulation(parts, hooks), parts, engine };
}

/**
 * Steps a simulation through frames, as the simulator does.
 *
 * @param before - the frame before the first, where vehicles drive from one to the next.
 * @returns The last frame.
 */
export async function drive(
  { simulation, parts }: Pick<Built, 'simulation' | 'parts'>,
  frames: readonly TrafficFrame[],
  before?: TrafficFrame,
): Promise<TrafficFrame | undefined> {
  const isHeld = parts.experiment.traffic.positions === 'held';
  let last = before;
  for (const frame of frames) {
    if (!isHeld && last !== undefined) {
      simulation.drive(last, frame);
      await simulation.runUntil(frame.timeMs);
    }
    await simulation.applyFrame(frame);
    if (isHeld) await simulation.runUntil(frame.timeMs + parts.stepLengthMs);
    last = frame;
  }
  return last;
}

/** A state as a checkpoint gives it back. */
export function throughCheckpoint(state: SimulationState): SimulationState {
  const encoded = encodeState(state);
  const decoded = decodeState(encoded.json);
  for (const [index, { tensor }] of decoded.tensors.entries()) tensor.set(encoded.tensors[index]!.tensor);
  return decoded.state as SimulationState;
}

/** Sites of edge servers whose positions are coordinates. */
function sitesOf({ edgeServers }: Experiment): readonly Site[] {
  return edgeServers.map(({ position, range }) => {
    if (!('x' in position)) throw new RangeError('expected the position of an edge server in x and y');
    return { x: position.x, y: position.y, range };
  });
}
