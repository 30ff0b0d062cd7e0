/**
 * Memory of edge servers' aggregates, which goes from one to the next: as much of it as a model takes, asked for anew each
 * time, would cost more in garbage collection than the aggregates themselves.
 */
import type { createKernels, RuleResult } from '../../ml/index.ts';

/** What becomes of aggregates' memory. */
export interface AggregateMemory {
  /** A rule has made an aggregate. Those of a rule with state are left alone: the state may share their memory. */
  made(result: RuleResult): void;
  /** Nobody reads the aggregate any more; nothing happens to one that is not known. */
  release(aggregate: Float32Array): void;
}

/** @param kernels - those that rules are made with. */
export function createAggregateMemory(kernels: Pick<ReturnType<typeof createKernels>, 'reuse'>): AggregateMemory {
  const known = new WeakSet<Float32Array>();
  return {
    made({ aggregate, state }) {
      if (state === null) known.add(aggregate);
    },
    release(aggregate) {
      if (known.delete(aggregate)) kernels.reuse(aggregate);
    },
  };
}
