/** Public face of sweeps: many runs of one experiment file, in parallel, resumable, with their tables. */
export { SweepError } from './errors.ts';
export { expand } from './expand.ts';
export { jobsFor } from './jobs.ts';
export { inputsOf, planRuns } from './plan.ts';
export { isFinished, runAll } from './pool.ts';
export { estimate, studentQuantile95 } from './statistics.ts';
export { sumoVersion } from './sumo-version.ts';
export { openSweep, SWEEP_SCHEMA_VERSION } from './sweep.ts';
export { toCsv } from './csv.ts';
export { makeFolder, refusalTold, writeWhole } from './write.ts';

export type { Cell } from './csv.ts';
export type { SweepErrorCode } from './errors.ts';
export type { ExpandedRun, Expansion } from './expand.ts';
export type { RunFailure } from './messages.ts';
export type { PlannedRun, SweepPlan } from './plan.ts';
export type { PoolListeners, PoolOptions, RunOutcomeInPool, Tally } from './pool.ts';
export type { Estimate } from './statistics.ts';
export type { FinishedRun } from './store.ts';
export type { Sweep, SweepOptions, SweepOutcome } from './sweep.ts';
