/** What a tracker subscribes to, and how a step's lists become counts for each vehicle. Pure. */
import * as tc from '../constants.ts';
import type { StepCounts } from './transitions.ts';

/** List of the simulation to the count that it adds to; in the order in which vehicles are told about. */
const LISTS = [
  [tc.VAR_DEPARTED_VEHICLES_IDS, 'departed'],
  [tc.VAR_PARKING_STARTING_VEHICLES_IDS, 'parkingStarted'],
  [tc.VAR_PARKING_ENDING_VEHICLES_IDS, 'parkingEnded'],
  [tc.VAR_TELEPORT_STARTING_VEHICLES_IDS, 'teleportStarted'],
  [tc.VAR_TELEPORT_ENDING_VEHICLES_IDS, 'teleportEnded'],
  [tc.VAR_ARRIVED_VEHICLES_IDS, 'arrived'],
] as const;

type TrackedVariable = typeof tc.VAR_TIME | typeof tc.VAR_PENDING_VEHICLES | (typeof LISTS)[number][0];

/** The variables of the simulation that a tracker needs. */
export const TRACKED_VARIABLES: readonly TrackedVariable[] = [
  tc.VAR_TIME,
  tc.VAR_PENDING_VEHICLES,
  ...LISTS.map(([variable]) => variable),
];

/** What a step brought. */
export interface StepLists {
  /** Simulated s. */
  readonly time: number;
  readonly pending: readonly string[];
  /** Of every vehicle that something happened to. */
  readonly counts: ReadonlyMap<string, Readonly<StepCounts>>;
}

/** Reads a step's results; undefined when a variable is missing. */
export function readLists(get: (variable: TrackedVariable) => unknown): StepLists | undefined {
  const time = get(tc.VAR_TIME) as number | undefined;
  const pending = get(tc.VAR_PENDING_VEHICLES) as readonly string[] | undefined;
  if (time === undefined || pending === undefined) return undefined;
  const counts = new Map<string, StepCounts>();
  for (const [variable, name] of LISTS) {
    const ids = get(variable) as readonly string[] | undefined;
    if (ids === undefined) return undefined;
    for (const id of ids) {
      let known = counts.get(id);
      if (known === undefined) counts.set(id, (known = noCounts()));
      known[name]++;
    }
  }
  return { time, pending, counts };
}

function noCounts(): StepCounts {
  return { departed: 0, arrived: 0, parkingStarted: 0, parkingEnded: 0, teleportStarted: 0, teleportEnded: 0 };
}
