/** What `bench/sim.ts` measures: experiments that are the same whatever the number of vehicles, all of them in range. */
import type { ModelSpec, parameterLayout, TrainingEngine } from '../../src/ml/index.ts';
import { createHoldingEngine, createStubEngine } from './engines.ts';

/** One of them for so many vehicles. */
export interface Setting {
  readonly vehicles: number;
  /** What its experiment file says beside traffic, data and edge servers. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Edge servers. */
  readonly sites: number;
  /** Metres from one edge server to the next; each reaches three quarters as far. */
  readonly gridM: number;
  readonly model: ModelSpec;
  readonly engine: (layout: ReturnType<typeof parameterLayout>) => TrainingEngine;
}

/** Of the examples. */
export const SHAPE = { classes: 10, featureShape: [8] } as const;

const TINY: ModelSpec = { kind: 'dense', hidden: [] };

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
      gridM: 100,
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
  (selection: unknown, content: Readonly<Record<string, unknown>> = {}) =>
  (vehicles: number): Setting =>
    crowd({
      computing: { kind: 'time', spread: { kind: 'lognormal', per: 'work' } },
      ...content,
      workers: { count: vehicles / 10, computeTimeMs: 5000 },
      selection,
    })(vehicles);

/** The same where four edge servers reach all vehicles. */
const inFourCells =
  (settingOf: (vehicles: number) => Setting) =>
  (vehicles: number): Setting => ({ ...settingOf(vehicles), sites: 4, gridM: 500 });

const FEW = { count: 50, computeTimeMs: 5000 };
const SHARED = { network: { link: { kind: 'shared', latencyMs: 200 } } };

/** By name. */
export const CASES: Readonly<Record<string, (vehicles: number) => Setting>> = {
  'everyone, ideal network': crowd({}),
  'everyone, synchronous': crowd({ learning: { mode: 'synchronous', edgeServer: { gradients: 5 } } }),
  'everyone, synchronous, a queue to the cloud': crowd({
    learning: { mode: 'synchronous', edgeServer: { gradients: 5 } },
    network: { backhaul: { kind: 'queue', latencyMs: 50 } },
  }),
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
  'fastest, a trainer for ten, shared airtime': scarce('fastest', SHARED),
  'fastest, a trainer for ten, four shared cells': inFourCells(scarce('fastest', SHARED)),
  'in time, a trainer for ten, four shared cells': inFourCells(
    scarce({ name: 'longest-stay', onlyInTime: true }, SHARED),
  ),
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

/** 10,000 vehicles, 1,000 workers at once, a small model of which each gradient has memory of its own. */
export const LARGEST: Setting = {
  ...crowd({ workers: { count: 1000, computeTimeMs: 1500 } })(10_000),
  model: { kind: 'dense', hidden: [1000, 10] },
  engine: createHoldingEngine,
};
