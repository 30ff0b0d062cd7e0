/**
 * Mobility from a live SUMO: one round trip a step, the next step on its way while this one is worked on.
 *
 * SUMO itself watches the ranges: a point of interest at each edge server carries a context subscription, so a step
 * costs what the vehicles near edge servers cost and not what all vehicles cost. The exact gate stays `connectivity.ts`.
 * Source: SUMO documentation, "TraCI/Object Context Subscription"; measured against per-vehicle subscriptions in
 * docs/decisions/0006-mobility-from-context-subscriptions.md.
 */
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

/** Prefix of the points of interest that carry the subscriptions; also what sumo-gui shows under. */
export const SITE_PREFIX = 'edgemlsim:';

export interface LiveMobilityOptions {
  readonly client: TraciClient;
  readonly sites: readonly Site[];
  /** Send the next step before this one is worked on; off when something acts on SUMO between steps (sumo-gui). */
  readonly ahead: boolean;
}

/** Subscribes and returns the stream of frames; the first frame is that of SUMO's first step. */
export async function createLiveMobility({ client, sites, ahead }: LiveMobilityOptions): Promise<MobilitySource> {
  const [deltaT, { identifier }] = await Promise.all([client.simulation.getDeltaT(), client.getVersion()]);
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
    version: identifier,
    async next() {
      await (pending ?? step());
      steps++;
      const frame = readFrame(client, sites, steps);
      const isOver = Number(client.simulation.getSubscriptionResults().get(tc.VAR_MIN_EXPECTED_VEHICLES)) === 0;
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
  const points = sites.flatMap((site, index) => {
    const id = `${SITE_PREFIX}${index}`;
    return [
      client.poi.add(id, site.x, site.y, { red: 0, green: 0, blue: 0, alpha: 0 }),
      client.poi.subscribeContext(id, tc.CMD_GET_VEHICLE_VARIABLE, site.range + MARGIN_M, [tc.VAR_POSITION]),
    ];
  });
  await Promise.all([lists, ...points]);
}

function readFrame(client: TraciClient, sites: readonly Site[], step: number): TrafficFrame {
  const results = client.simulation.getSubscriptionResults();
  const list = (variable: number): readonly string[] => results.get(variable) as readonly string[];
  return {
    step,
    timeMs: Math.round(Number(results.get(tc.VAR_TIME)) * 1000),
    departed: list(LISTS.departed),
    arrived: list(LISTS.arrived),
    teleportStarted: list(LISTS.teleportStarted),
    teleportEnded: list(LISTS.teleportEnded),
    parkingStarted: list(LISTS.parkingStarted),
    parkingEnded: list(LISTS.parkingEnded),
    vehicles: readPositions(client, sites),
  };
}

/** Union of what the sites see; a vehicle near two of them is listed once. */
function readPositions(client: TraciClient, sites: readonly Site[]): VehiclePositions {
  const seen = new Map<string, readonly [number, number]>();
  for (const index of sites.keys()) {
    for (const [vehicleId, values] of client.poi.getContextSubscriptionResults(`${SITE_PREFIX}${index}`)) {
      if (!seen.has(vehicleId)) seen.set(vehicleId, values.get(tc.VAR_POSITION) as readonly [number, number]);
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
