/** The small town as a run in which everything happens that a checkpoint must keep: two minutes of it. */
import type { Undoing } from './town.ts';
import { townExperiment, type TownExperiment } from './town-experiment.ts';

export const BUSY_TOWN = {
  workers: { computeTimeMs: 700 },
  network: {
    link: { kind: 'shared', sharing: 'equal', capacityMbps: 2 },
    backhaul: { kind: 'queue', latencyMs: 150 },
    interruption: { policy: 'handover' },
  },
  faults: [
    { attack: 'sign-flip', rate: 0.2 },
    { kind: 'crash', rate: 0.3, timeToFailure: { meanS: 10 }, recoverAfterS: 5 },
    { kind: 'omission', node: 'cloud-link', rate: 1, probability: 0.1 },
  ],
  energy: { idleWatts: 2, busyWatts: 10 },
  stop: { epochs: 100_000, simulatedSeconds: 120 },
} as const;

export function busyTown(t: Undoing, changes: Readonly<Record<string, unknown>> = {}): TownExperiment {
  return townExperiment(t, { ...BUSY_TOWN, ...changes });
}
