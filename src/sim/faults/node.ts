/** The nodes that can be faulty, and what is wrong with one at a moment. Pure. */
import type { FaultPlan } from './plan.ts';
import type { NodeTier } from './spec.ts';

/** A node of one of the three tiers. */
export interface NodeRef {
  readonly tier: NodeTier;
  /** Vehicle id, or name of the edge server; a cloud link is named after its edge server. */
  readonly id: string;
}

/** What is wrong with a node at a moment. */
export interface NodeFaults {
  readonly crashed: boolean;
  /** Its work or transfer takes this many times as long, >= 1 ... */
  readonly delayFactor: number;
  /** ... and this many simulated ms longer, >= 0. */
  readonly delayMs: number;
  /** That a message is not sent, in [0, 1]; `omits` draws. */
  readonly omissionProbability: number;
  /** Indices of the faults that alter what it sends, ascending. */
  readonly byzantine: readonly number[];
  /** Indices of the faults that alter what it trains on, ascending. */
  readonly dataAttacks: readonly number[];
}

export const HEALTHY: NodeFaults = {
  crashed: false,
  delayFactor: 1,
  delayMs: 0,
  omissionProbability: 0,
  byzantine: [],
  dataAttacks: [],
};

/**
 * Faults on the same node add up: factors multiply, extra times add, and a message passes if no fault stops it.
 *
 * @param acting - the faults that act on the node now, ascending; crashes are not read from them.
 */
export function joinFaults(acting: readonly FaultPlan[], crashed: boolean): NodeFaults {
  if (acting.length === 0) return crashed ? { ...HEALTHY, crashed } : HEALTHY;
  let delayFactor = 1;
  let delayMs = 0;
  let passes = 1;
  const byzantine: number[] = [];
  const dataAttacks: number[] = [];
  for (const { spec, index, dataAttack } of acting) {
    if (spec.kind === 'delay') {
      delayFactor *= spec.factor;
      delayMs += spec.extraMs;
    } else if (spec.kind === 'omission') passes *= 1 - spec.probability;
    else if (spec.kind === 'byzantine') (dataAttack === undefined ? byzantine : dataAttacks).push(index);
  }
  return { crashed, delayFactor, delayMs, omissionProbability: 1 - passes, byzantine, dataAttacks };
}
