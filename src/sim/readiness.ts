/** Whether a worker could begin a piece of work now, if it had a trainer. Used by `work.ts` and `lending.ts`. */
import type { AssignmentsOptions } from './assignments.ts';
import type { EnergyMeter } from './computing/energy.ts';
import { NO_LINK } from './connectivity.ts';
import type { Experiment } from './experiment/schema.ts';
import { nodeOf, type Worker } from './nodes/worker.ts';
import type { RoundPolicy } from './round-policy.ts';

export interface Readiness {
  /** Whether an edge server wants gradients. */
  readonly wants: (edgeServer: number) => boolean;
  /** As far as that depends on the worker alone, whatever it is doing. */
  readonly isReady: (worker: Worker) => boolean;
  /** Both, of a worker in range. */
  readonly canBegin: (worker: Worker) => boolean;
}

export function createReadiness(
  options: Pick<AssignmentsOptions, 'moment' | 'servers' | 'theta' | 'batches' | 'calendar'> & {
    readonly experiment: Experiment;
    readonly policy: RoundPolicy;
    readonly energy: EnergyMeter | undefined;
  },
): Readiness {
  const { experiment, moment, servers, theta, policy, batches, energy, calendar } = options;
  const { whileParked } = experiment.workers;

  const wants = (edgeServer: number): boolean => policy.wantsWork(servers[edgeServer]!, theta.current.round);

  const isReady = (worker: Worker): boolean =>
    !(worker.parked && whileParked === 'idle') &&
    batches.ready(worker.vehicleId) &&
    energy?.isEmpty(worker.vehicleId) !== true &&
    !calendar.faultsOf(nodeOf(worker), moment.nowMs).crashed;

  return {
    wants,
    isReady,
    canBegin: (worker) => worker.link !== NO_LINK && wants(worker.link) && isReady(worker),
  };
}
