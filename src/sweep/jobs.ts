/** How many runs at a time. Pure. */

/** What a machine has, and what a run needs. */
export interface Room {
  readonly cores: number;
  /** Memory that may be used, bytes. */
  readonly memory: number;
  readonly memoryPerRun: number;
}

/** Part of the free memory that runs may take; the rest is for whoever else works on the machine. */
const MEMORY_SHARE = 0.8;

/** One run a core, as far as the memory goes; at least 1. */
export function jobsFor({ cores, memory, memoryPerRun }: Room): number {
  return Math.max(1, Math.min(cores, Math.floor((memory * MEMORY_SHARE) / memoryPerRun)));
}
