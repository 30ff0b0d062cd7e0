/**
 * Mobility from a live SUMO: one round trip a step, the next step on its way while this one is worked on.
 *
 * SUMO itself watches the ranges: a point of interest at each edge server carries a context subscription, so a step
 * costs what the vehicles near edge servers cost and not what all vehicles cost. The exact gate stays `connectivity.ts`.
 * Source: SUMO documentation, "TraCI/Object Context Subscription"; measured against per-vehicle subscriptions in
 * docs/decisions/0006-mobility-from-context-subscriptions.md.
 */
import { EdgeMLSimError } from '../../errors.ts';
import { constants as tc, type TraciClient } from '../../traci/index.ts';
import type { Site } from '../connectivity.ts';
import type { MobilitySource, TrafficFrame, VehiclePositions } from './source.ts';

/** Metres by which SUMO's own gate is wider than ours, so that no vehicle at the very border is missed. */
const MARGIN_M = 1;

const LISTS = {
  departed: tc.VAR_DEPARTED_VEHICLES_IDS,
  arrived: tc.VAR_ARRIVED_VEHICLES_IDS,
  teleportStarted: tc.VAR_TELEPORT_STARTING_VEHICLES_IDS,
  teleportEnded: tc.VAR_TELEPORT_ENDING_VEHICLES_IDS,
  parkingStarted: tc.VAR_PARKING_STARTING_VEHICLES_IDS,
  parkingEnded: tc.VAR_PARKING_ENDING_VEHICLES_IDS,
} as const;

/** The points of interest that carry the subscriptions are not to be seen in a window. */
const INVISIBLE = [0, 0, 0, 0] as const;

export interface LiveMobilityOptions {
  readonly client: TraciClient;
  readonly sites: readonly Site[];
  /** Send the next step before this one is worked on; off when something acts on SUMO between steps (sumo-gui). */
  readonly ahead: boolean;
}

/** Subscribes and returns the stream of frames; the first frame is that of SUMO's first step. */
export async function createLiveMobility({ client, sites, ahead }: LiveMobilityOptions): Promise<MobilitySource> {
  const deltaT = await client.simulation.getDeltaT();
  await subscribe(client, sites);
  let steps = 0;
  let pending: Promise<void> | undefined;
  const step = (): Promise<void> => {
    const sent = client.simulationStep();
    // Whoever asks for the frame sees the failure; a step sent ahead of time must not report it a second time.
    sent.catch(() => undefined);
    return sent;
  };
  return {
    stepLengthMs: Math.round(deltaT * 1000),
    version: client.version.sumoVersion,
    async next() {
      await (pending ?? step());
      steps++;
      const lists = stepLists(client);
      const frame = readFrame(lists, readPositions(client, sites), steps);
      const isOver = lists.get(tc.VAR_MIN_EXPECTED_VEHICLES) === 0;
      const hasNews = frame.arrived.length > 0 || frame.vehicles.count > 0;
      if (isOver && !hasNews) return undefined;
      pending = ahead && !isOver ? step() : undefined;
      return frame;
    },
    close: () => client.close(),
  };
}

async function subscribe(client: TraciClient, sites: readonly Site[]): Promise<void> {
  const lists = client.simulation.subscribe([...Object.values(LISTS), tc.VAR_TIME, tc.VAR_MIN_EXPECTED_VEHICLES]);
  const points = sites.flatMap(({ x, y, range }, index) => [
    client.poi.add(siteId(index), [x, y], INVISIBLE),
    client.poi.subscribeContext(siteId(index), client.vehicle, range + MARGIN_M, [tc.VAR_POSITION]),
  ]);
  await Promise.all([lists, ...points]);
}

function siteId(index: number): string {
  return `edgemlsim:${index}`;
}

type StepLists = NonNullable<ReturnType<TraciClient['simulation']['getSubscriptionResults']>>;

function stepLists(client: TraciClient): StepLists {
  const lists = client.simulation.getSubscriptionResults();
  if (lists === undefined) throw missing('the subscription to the simulation');
  return lists;
}

function readFrame(lists: StepLists, vehicles: VehiclePositions, step: number): TrafficFrame {
  const list = (name: keyof typeof LISTS): readonly string[] => {
    const ids = lists.get(LISTS[name]);
    if (ids === undefined) throw missing(`the list of vehicles ${name}`);
    return ids;
  };
  const seconds = lists.get(tc.VAR_TIME);
  if (seconds === undefined) throw missing('the time');
  return {
    step,
    timeMs: Math.round(seconds * 1000),
    departed: list('departed'),
    arrived: list('arrived'),
    teleportStarted: list('teleportStarted'),
    teleportEnded: list('teleportEnded'),
    parkingStarted: list('parkingStarted'),
    parkingEnded: list('parkingEnded'),
    vehicles,
  };
}

/** Union of what the sites see; a vehicle near two of them is listed once. */
function readPositions(client: TraciClient, sites: readonly Site[]): VehiclePositions {
  const seen = new Map<string, readonly [number, number]>();
  for (const index of sites.keys()) {
    const around = client.poi.getContextSubscriptionResults(siteId(index), client.vehicle);
    if (around === undefined) throw missing(`what is around edge server ${index}`);
    for (const [vehicleId, values] of around) {
      const position = values.get(tc.VAR_POSITION);
      if (position !== undefined) seen.set(vehicleId, position);
    }
  }
  const x = new Float64Array(seen.size);
  const y = new Float64Array(seen.size);
  let at = 0;
  for (const position of seen.values()) {
    x[at] = position[0];
    y[at] = position[1];
    at++;
  }
  return { count: seen.size, ids: [...seen.keys()], x, y };
}

function missing(what: string): EdgeMLSimError {
  return new EdgeMLSimError(`SUMO's answer to the step lacks ${what}; is this SUMO newer than 1.27?`, {
    code: 'E_TRAFFIC_ANSWER',
    kind: 'traffic',
  });
}
