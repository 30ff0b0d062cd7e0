/**
 * A traffic policy at work in a run: it is shown every frame, and what it decides goes to traffic and into the log.
 *
 * Driven by `simulator.ts`. What was done is kept, so that traffic can be brought back to any moment by doing it again.
 */
import { compareIds } from '../clock.ts';
import { NO_LINK, type Site } from '../connectivity.ts';
import { isEquipped } from '../equipment.ts';
import type { ActionValue, EventLog } from '../events.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { Fleet } from '../fleet.ts';
import type { ActedStep, TrafficAction, TrafficView, ViewedVehicle } from '../mobility/actions.ts';
import type { MobilitySource, TrafficFrame } from '../mobility/source.ts';
import type { Random } from '../../random.ts';
import type { TrafficPolicy } from './policy.ts';

/** What a checkpoint holds of a policy. */
export interface TrafficControlState {
  /** The policy's own memory. */
  readonly policy: unknown;
  /** Everything that was done to traffic, by step. */
  readonly acted: readonly ActedStep[];
}

export interface TrafficControl {
  /** Shows a frame, when its links are made, and acts on traffic before the next step. */
  afterFrame(frame: TrafficFrame): void;
  snapshot(): TrafficControlState;
}

export interface TrafficControlOptions {
  readonly policy: TrafficPolicy;
  readonly mobility: MobilitySource;
  readonly experiment: Pick<Experiment, 'edgeServers' | 'workers'>;
  readonly fleet: Pick<Fleet, 'workers'>;
  readonly sites: readonly Site[];
  /** Of each edge server, where the policy needs roads. */
  readonly nearestRoads?: readonly (string | null)[] | undefined;
  readonly random: Random;
  readonly log: EventLog;
  /** What to go on from; traffic has been acted on by then. */
  readonly from?: TrafficControlState | undefined;
}

/** @throws {RangeError} traffic that does not listen; whoever opens it refuses that before. */
export function createTrafficControl(options: TrafficControlOptions): TrafficControl {
  const { policy, mobility, experiment, fleet, sites, random, log, from } = options;
  if (mobility.act === undefined) throw new RangeError('there is a traffic policy, and traffic does not listen');
  const edgeServers = sites.map(({ x, y, range }, index) => {
    const road = options.nearestRoads?.[index] ?? null;
    return { name: experiment.edgeServers[index]!.name, x, y, range, road };
  });
  const acted: ActedStep[] = [...(from?.acted ?? [])];
  let state = from === undefined ? policy.initial : from.policy;

  const workerOf = (id: string): Pick<ViewedVehicle, 'edgeServer' | 'worker'> => {
    const worker = fleet.workers.get(id);
    if (worker === undefined)
      return { edgeServer: null, worker: isEquipped(id, experiment.workers.penetration, random) ? 'idle' : null };
    const edgeServer = worker.link === NO_LINK ? null : edgeServers[worker.link]!.name;
    return { edgeServer, worker: worker.phase.kind };
  };

  const viewOf = ({ timeMs, arrived, vehicles }: TrafficFrame): TrafficView => {
    const { ids, x, y, speed, angle } = vehicles;
    const viewed = Array.from({ length: vehicles.count }, (_, index): ViewedVehicle => {
      const id = ids[index]!;
      return {
        id,
        x: x[index]!,
        y: y[index]!,
        speed: speed?.[index] ?? 0,
        angle: angle?.[index] ?? 0,
        ...workerOf(id),
      };
    });
    viewed.sort((a, b) => compareIds(a.id, b.id));
    return { timeMs, vehicles: viewed, arrived: [...arrived].sort(compareIds), edgeServers };
  };

  return {
    afterFrame(frame) {
      const at = frame.timeMs;
      for (const { action, reason } of frame.refused ?? [])
        log.record({ at, type: 'refuse', vehicle: action.vehicle, kind: action.kind, value: valueOf(action), reason });
      const decision = policy.decide(viewOf(frame), state, (id) => random.stream('traffic-policy', id).uniform());
      state = decision.state;
      if (decision.actions.length === 0) return;
      for (const action of decision.actions)
        log.record({ at, type: 'act', vehicle: action.vehicle, kind: action.kind, value: valueOf(action) });
      acted.push({ step: frame.step, actions: decision.actions });
      mobility.act!(decision.actions);
    },
    snapshot: () => ({ policy: state, acted: [...acted] }),
  };
}

function valueOf(action: TrafficAction): ActionValue {
  switch (action.kind) {
    case 'set-speed':
      return action.speed;
    case 'slow-down':
      return [action.speed, action.durationMs];
    case 'reroute':
      return action.road;
    case 'detour':
      return action.via;
    case 'hold':
    case 'resume':
      return null;
  }
}
