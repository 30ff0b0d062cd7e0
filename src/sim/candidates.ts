/** What a selection policy is told of a worker that could begin now; as much of it as the policy reads. Used by `work.ts`. */
import type { Moment } from './assignments.ts';
import type { Computing } from './computing/computing.ts';
import type { Direction, Network } from './network/index.ts';
import type { Training } from './nodes/training.ts';
import type { Worker } from './nodes/worker.ts';
import type { Candidate, Expectation, SelectionNeeds } from './selection/index.ts';

export interface CandidatesOptions {
  readonly moment: Moment;
  readonly network: Network;
  readonly computing: Computing;
  readonly training: Training;
  /** Bytes of theta. */
  readonly thetaBytes: number;
  /** Ms that a worker is expected to stay within range of its edge server. */
  readonly expectedStayMs: (worker: Worker) => number;
}

/** @returns A function from a worker in range to what it is as a candidate. */
export function describeCandidates(
  { moment, network, computing, training, thetaBytes, expectedStayMs }: CandidatesOptions,
  { expectations = ['stay', 'work'] }: SelectionNeeds,
): (worker: Worker) => Candidate {
  const wanted = new Set<Expectation>(expectations);
  const wantsWork = wanted.has('work');
  const wantsStay = wanted.has('stay');

  const travelMs = ({ vehicleId, link, x, y }: Worker, direction: Direction, bytes: number): number =>
    network.expectedMs({ id: vehicleId, vehicleId, edgeServer: link, direction, bytes }, { x, y }, moment.nowMs);

  const workMs = (worker: Worker): number =>
    travelMs(worker, 'down', thetaBytes) +
    computing.expectedMs(worker.vehicleId, training.batchesPerWork) +
    travelMs(worker, 'up', training.messageBytes ?? thetaBytes);

  return (worker) => ({
    vehicleId: worker.vehicleId,
    edgeServer: worker.link,
    contributions: worker.delivered,
    expectedWorkMs: wantsWork ? workMs(worker) : NaN,
    expectedStayMs: wantsStay ? expectedStayMs(worker) : NaN,
  });
}
