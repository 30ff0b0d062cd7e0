/**
 * Mobility from a live SUMO: one round trip a step, the next step on its way while this one is worked on.
 *
 * SUMO itself watches the ranges: a point of interest at each edge server carries a context subscription, so a step
 * costs what the vehicles near edge servers cost and not what all vehicles cost. The exact gate stays `connectivity.ts`.
 * Source: SUMO documentation, "TraCI/Object Context Subscription"; measured against per-vehicle subscriptions in
 * docs/decisions/0006-mobility-from-context-subscriptions.md.
 */
import { resolve } from 'node:path';
import { constants as tc, type TraciClient } from '../../traci/index.ts';
import { compareIds } from '../clock.ts';
import type { Site } from '../connectivity.ts';
import { createActor } from './actor.ts';
import { readStep, readVehicles, STEP_VARIABLES } from './live-frame.ts';
import { saveTrafficState } from './save-state.ts';
import type { MobilityNeeds, MobilitySource, TrafficFrame, VehicleFacts, VehiclePositions } from './source.ts';

/** Metres by which SUMO's own gate is wider than ours, so that no vehicle at the very border is missed. */
export const MARGIN_M = 1;

/** Reaches every vehicle of any network that fits SUMO's coordinates. */
const EVERYWHERE_M = 1e9;

/** The points of interest that carry the subscriptions are not to be seen in a window. */
const INVISIBLE = [0, 0, 0, 0] as const;

/** Which vehicles are in the frames: those within so many metres (>= 1) of an edge server's range, or all. */
export type Coverage = number | 'all';

/** The wider of two. */
export function wider(first: Coverage, second: Coverage): Coverage {
  return first === 'all' || second === 'all' ? 'all' : Math.max(first, second);
}

export interface LiveMobilityOptions {
  readonly client: TraciClient;
  readonly sites: readonly Site[];
  /** Send the next step before this one is worked on; off when something acts on SUMO between steps. */
  readonly ahead: boolean;
  /** @default 1 m */
  readonly coverage?: Coverage;
  /** @default positions alone */
  readonly needs?: MobilityNeeds;
  /** Number of the last step that was taken, for a SUMO that goes on from a state. @default 0 */
  readonly stepsTaken?: number;
  /** Vehicles whose facts are known from before. */
  readonly introduced?: Iterable<string>;
  /** Takes actions on traffic; not with `ahead`. */
  readonly listens?: boolean;
}

/** The stream of frames of a live SUMO. */
export interface LiveMobility extends MobilitySource {
  /** Where the vehicles are before the next step. */
  readonly now: VehiclePositions;
}

/** Subscribes and returns the stream of frames; the first frame is that of the next step SUMO takes. */
export async function createLiveMobility(options: LiveMobilityOptions): Promise<LiveMobility> {
  const { client, sites, ahead, coverage = MARGIN_M, needs = { motion: false, facts: false } } = options;
  if (ahead && options.listens === true) throw new RangeError('a step sent ahead leaves no moment to act in');
  const points = watchPoints(sites, coverage);
  const pointIds = points.map(({ id }) => id);
  const deltaT = await client.simulation.getDeltaT();
  await subscribe(client, points, needs);
  const introduce = createIntroductions(client, options.introduced ?? []);
  const actor = createActor(client);
  let now = readVehicles(client, pointIds, needs.motion);
  let steps = options.stepsTaken ?? 0;
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
    get now() {
      return now;
    },
    async next({ saveState } = {}) {
      if (pending === undefined) await actor.send();
      await (pending ?? step());
      pending = undefined;
      const { frame, isOver } = readStep(client, pointIds, needs.motion, ++steps);
      now = frame.vehicles;
      const more = {
        ...(needs.facts && { introduced: await introduce(frame) }),
        ...(options.listens === true && { refused: await actor.refused() }),
      };
      if (isOver && frame.arrived.length === 0 && frame.vehicles.count === 0) return undefined;
      // Waited for by itself: in one message with the step, its answer would come when the step is done.
      if (saveState !== undefined) await saveTrafficState(client, resolve(saveState));
      if (ahead && !isOver) pending = step();
      return { ...frame, ...more };
    },
    ...(options.listens === true && {
      act: (actions) => {
        actor.queue(actions);
      },
    }),
    close: () => client.close(),
  };
}

interface WatchPoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function watchPoints(sites: readonly Site[], coverage: Coverage): readonly WatchPoint[] {
  if (coverage === 'all') return [{ id: 'edgemlsim:all', x: 0, y: 0, radius: EVERYWHERE_M }];
  return sites.map(({ x, y, range }, index) => ({ id: `edgemlsim:${index}`, x, y, radius: range + coverage }));
}

async function subscribe(client: TraciClient, points: readonly WatchPoint[], needs: MobilityNeeds): Promise<void> {
  const motion = needs.motion ? ([tc.VAR_SPEED, tc.VAR_ANGLE] as const) : [];
  const lists = client.simulation.subscribe(STEP_VARIABLES);
  const around = points.flatMap(({ id, x, y, radius }) => [
    client.poi.add(id, [x, y], INVISIBLE),
    client.poi.subscribeContext(id, client.vehicle, radius, [tc.VAR_POSITION, ...motion]),
  ]);
  await Promise.all([lists, ...around]);
}

/**
 * Asks for type and route of a vehicle when it is first seen: one round trip in a step that brings newcomers, where a
 * subscription would send every route in every step.
 *
 * @returns A function from a frame to its newcomers' facts, by id; it forgets vehicles that have arrived.
 */
function createIntroductions(
  client: TraciClient,
  known: Iterable<string>,
): (frame: TrafficFrame) => Promise<readonly VehicleFacts[]> {
  const introduced = new Set(known);
  return async ({ arrived, vehicles }) => {
    for (const id of arrived) introduced.delete(id);
    const newcomers = vehicles.ids.filter((id) => !introduced.has(id)).sort(compareIds);
    for (const id of newcomers) introduced.add(id);
    return Promise.all(
      newcomers.map(async (id) => {
        const [typeId, route] = await Promise.all([client.vehicle.getTypeID(id), client.vehicle.getRoute(id)]);
        return { id, typeId, route };
      }),
    );
  };
}
