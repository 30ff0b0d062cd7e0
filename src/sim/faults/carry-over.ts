/**
 * A calendar's state under other faults: what a branch of a run does with the past of the run that it came from.
 *
 * A fault that both have, in the same words, goes on as it was. One that is gone lets go of
 * whom it held down; one that is new starts at the moment of the branch. Pure.
 */
import type { FaultCalendarState } from './calendar.ts';
import type { NodeRef } from './node.ts';
import { isPersistent, type FaultPlan } from './plan.ts';

/** State in terms of the new faults. */
export interface CarriedState {
  readonly state: FaultCalendarState;
  /** Faults with persistent identities that the state knows nothing of. */
  readonly fresh: readonly FaultPlan[];
}

/** What makes a fault the same in two runs: its words, and where several say the same, the order of those. */
export function identify(plans: readonly FaultPlan[]): readonly string[] {
  const seen = new Map<string, number>();
  return plans.map(({ spec }) => {
    const words = JSON.stringify(spec);
    const before = seen.get(words) ?? 0;
    seen.set(words, before + 1);
    return `${words} ${before}`;
  });
}

export function carryOver(state: FaultCalendarState, plans: readonly FaultPlan[]): CarriedState {
  const indexOf = new Map(identify(plans).map((text, index) => [text, index]));
  const renamed = state.faults.map((text) => indexOf.get(text));
  const rename = (indices: readonly number[]): readonly number[] =>
    indices
      .map((index) => renamed[index])
      .filter((index) => index !== undefined)
      .sort((a, b) => a - b);
  const known = new Set(renamed);
  const { workers, outages } = state;
  const kept = outages.outages.flatMap((outage) => {
    const fault = renamed[outage.fault];
    return fault === undefined ? [] : [{ ...outage, fault }];
  });
  const held = new Set(kept.filter(({ down }) => down).map(({ node }) => nameOf(node)));
  const released = new Map(
    outages.outages
      .filter(({ fault, down, node }) => renamed[fault] === undefined && down && !held.has(nameOf(node)))
      .map(({ node }) => [nameOf(node), { timeMs: state.timeMs, node, crashed: false }]),
  );
  return {
    state: {
      ...state,
      recoveries: state.recoveries + released.size,
      workers: {
        ...workers,
        workers: workers.workers.map((worker) => ({
          ...worker,
          suits: rename(worker.suits),
          inside: rename(worker.inside),
        })),
        suitors: workers.suitors.map(([vehicleId, faults]) => [vehicleId, rename(faults)]),
        slots: workers.slots.flatMap(([fault, slots]) => {
          const index = renamed[fault];
          return index === undefined ? [] : [[index, slots] as const];
        }),
      },
      outages: { outages: kept, changes: [...outages.changes, ...released.values()] },
    },
    fresh: plans.filter((plan) => isPersistent(plan) && !known.has(plan.index)),
  };
}

function nameOf({ tier, id }: NodeRef): string {
  return `${tier} ${id}`;
}
