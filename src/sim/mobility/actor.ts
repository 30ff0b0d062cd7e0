/** Carries out actions on the traffic of a live SUMO: queued by a policy, sent in one message with the next step. */
import { TraciCommandError, type TraciClient } from '../../traci/index.ts';
import type { RefusedAction, TrafficAction } from './actions.ts';

/** What SUMO takes for "the driver decides". */
const DRIVERS_OWN_SPEED = -1;
/** How the ids of roads within junctions begin. */
const INTERNAL = ':';

type Detour = Extract<TrafficAction, { kind: 'detour' }>;

export interface Actor {
  /** Keeps actions until the next step is sent. */
  queue(actions: readonly TrafficAction[]): void;
  /**
   * Hands what is queued to the connection, in order; what is submitted right after it travels in the same message.
   * Ways of detours are asked for before.
   */
  send(): Promise<void>;
  /** What was refused of what was sent before the last step, in order. */
  refused(): Promise<readonly RefusedAction[]>;
}

export function createActor(client: TraciClient): Actor {
  let queued: TrafficAction[] = [];
  let sent: Promise<RefusedAction | undefined>[] = [];
  return {
    queue(actions) {
      queued.push(...actions);
    },
    async send() {
      const actions = queued;
      queued = [];
      const planned = await Promise.all(
        actions.map((action) => (action.kind === 'detour' ? planDetour(client, action) : Promise.resolve(action))),
      );
      sent = planned.map((plan) => ('refusal' in plan ? Promise.resolve(plan.refusal) : carryOut(client, plan)));
      // A lost connection is reported by the step; here it must not be unhandled.
      for (const outcome of sent) outcome.catch(() => undefined);
    },
    async refused() {
      const outcomes = await Promise.all(sent);
      sent = [];
      return outcomes.filter((outcome) => outcome !== undefined);
    },
  };
}

/** A detour with its whole way, or why there is none. */
type PlannedDetour =
  { readonly kind: 'planned'; readonly action: Detour; readonly way: readonly string[] } | { refusal: RefusedAction };

/**
 * Finds the way by ourselves: SUMO has a command for roads to pass, and dies of one that is out of reach.
 * By travel times on empty roads. On a junction the road behind it is settled already and begins the way.
 */
async function planDetour({ vehicle, simulation }: TraciClient, action: Detour): Promise<PlannedDetour> {
  const id = action.vehicle;
  try {
    const [road, route, index, typeId] = await Promise.all([
      vehicle.getRoadID(id),
      vehicle.getRoute(id),
      vehicle.getRouteIndex(id),
      vehicle.getTypeID(id),
    ]);
    const head = route.slice(index, road.startsWith(INTERNAL) ? index + 2 : index + 1);
    const places = [head.at(-1)!, ...action.via, route.at(-1)!];
    const way = [...head];
    const legs = await Promise.all(
      places.slice(1).map((to, leg) => simulation.findRoute(places[leg]!, to, { vType: typeId })),
    );
    for (const [leg, { edges }] of legs.entries()) {
      if (edges.length === 0) return refuse(action, `no way leads from ${places[leg]!} to ${places[leg + 1]!}`);
      way.push(...edges.slice(1));
    }
    return { kind: 'planned', action, way };
  } catch (error) {
    if (!(error instanceof TraciCommandError)) throw error;
    return refuse(action, error.message);
  }
}

function refuse(action: TrafficAction, reason: string): { readonly refusal: RefusedAction } {
  return { refusal: { action, reason } };
}

type Ready = Exclude<TrafficAction, Detour> | Exclude<PlannedDetour, { refusal: RefusedAction }>;

async function carryOut(client: TraciClient, ready: Ready): Promise<RefusedAction | undefined> {
  try {
    await command(client, ready);
    return undefined;
  } catch (error) {
    if (!(error instanceof TraciCommandError)) throw error;
    return { action: ready.kind === 'planned' ? ready.action : ready, reason: error.message };
  }
}

function command({ vehicle }: TraciClient, ready: Ready): Promise<void> {
  switch (ready.kind) {
    case 'set-speed':
      return vehicle.setSpeed(ready.vehicle, ready.speed);
    case 'slow-down':
      return vehicle.slowDown(ready.vehicle, ready.speed, ready.durationMs / 1000);
    case 'hold':
      return vehicle.setSpeed(ready.vehicle, 0);
    case 'resume':
      return vehicle.setSpeed(ready.vehicle, DRIVERS_OWN_SPEED);
    case 'reroute':
      return vehicle.changeTarget(ready.vehicle, ready.road);
    case 'planned':
      return vehicle.setRoute(ready.action.vehicle, ready.way);
  }
}
