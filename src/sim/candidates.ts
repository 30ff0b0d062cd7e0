/** What a selection policy is told of a worker that could begin now; as much of it as the policy reads. Used by `chooser.ts`. */
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

/** What a worker in range is as a candidate. @param isAlone - as if nobody talked near its edge server. */
export type DescribeCandidate = (worker: Worker, isAlone?: boolean) => Candidate;

/** @returns A function from a worker in range to what it is as a candidate. */
export function describeCandidates(
  { moment, network, computing, training, thetaBytes, expectedStayMs }: CandidatesOptions,
  { expectations = ['stay', 'work'] }: SelectionNeeds,
): DescribeCandidate {
  const wanted = new Set<Expectation>(expectations);
  const wantsWork = wanted.has('work');
  const wantsStay = wanted.has('stay');

  const workMs = (worker: Worker, talking: number | undefined): number => {
    const { vehicleId, link: edgeServer } = worker;
    const travelMs = (direction: Direction, bytes: number): number =>
      network.expectedMs({ id: vehicleId, vehicleId, edgeServer, direction, bytes }, worker, moment.nowMs, talking);
    return (
      travelMs('down', thetaBytes) +
      computing.expectedMs(vehicleId, training.batchesPerWork) +
      travelMs('up', training.messageBytes ?? thetaBytes)
    );
  };

  return (worker, isAlone = false) => ({
    vehicleId: worker.vehicleId,
    edgeServer: worker.link,
    contributions: worker.delivered,
    expectedWorkMs: wantsWork ? workMs(worker, isAlone ? 0 : undefined) : NaN,
    expectedStayMs: wantsStay ? expectedStayMs(worker) : NaN,
  });
}
