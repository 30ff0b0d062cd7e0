/**
 * Candidates in the order of a key where all near one edge server wait for the same: its airtime, which takes longer the more
 * talk. Who of them goes first does not depend on that, so a change costs O(log n) and not a look at everybody near it.
 *
 * As `ranking.ts`, but heaps hold what each key would be if nobody talked, and edge servers are put in order by the key that
 * the first of each has now. Who would be too late now waits beside, those that are late by least first.
 */
import { createPriorityMap, type PriorityMap } from '../priority-map.ts';
import { createGroupedQueue, createOpenGroups, type Group } from './grouped.ts';
import type { CandidateQueue } from './queue.ts';

/** What decides; asked again and again, but for few items, and only when one is taken. */
export interface DelayedOrder<Item> {
  /** The least goes first; undefined: too late. @param isAlone - as if nobody talked. */
  readonly keyOf: (item: Item, isAlone: boolean) => number | undefined;
  /** Ms by which it is in time, less than 0 where it is too late: less by the same for all near an edge server that wait. */
  readonly spareMs: (item: Item, isAlone: boolean) => number;
  /** Order of items with equal keys; 0 only for the same item. */
  readonly compare: (a: Item, b: Item) => number;
}

/** Its items by their key when alone. */
interface DelayedGroup<Item> extends Group<Item> {
  /** Those that turned out to be too late, by the ms that they lack when alone. */
  readonly late: PriorityMap<Item>;
}

/** What sums of ms that ought to be equal differ by at most, for rounding. */
const ROUNDING_MS = 1e-3;

export function createDelayedRanking<Item>(
  edgeServers: number,
  { keyOf, spareMs, compare }: DelayedOrder<Item>,
): Required<CandidateQueue<Item>> {
  const groups = Array.from({ length: edgeServers }, (): DelayedGroup<Item> => {
    return { items: createPriorityMap(compare), late: createPriorityMap(compare), isOpen: false };
  });
  const open = createOpenGroups<Item, DelayedGroup<Item>>(compare);
  /** Groups of which anything has changed since one was taken last; none of them is in `open`. */
  const changed = new Set<DelayedGroup<Item>>();

  const touch = (group: DelayedGroup<Item>): void => {
    open.delete(group);
    changed.add(group);
  };

  const setLate = ({ items, late }: DelayedGroup<Item>, item: Item): void => {
    items.delete(item);
    late.set(item, -spareMs(item, true));
  };

  /** Those that are in time again go back to the others. */
  const readmit = (group: DelayedGroup<Item>): void => {
    const stillLate: Item[] = [];
    for (let next = group.late.first(); next !== undefined; next = group.late.first()) {
      const item = next.key;
      if (spareMs(item, false) < -ROUNDING_MS) break;
      group.late.delete(item);
      if (keyOf(item, false) === undefined) stillLate.push(item);
      else group.items.set(item, keyOf(item, true)!);
    }
    for (const item of stillLate) setLate(group, item);
  };

  /** The key of the first that is in time. */
  const firstKey = (group: DelayedGroup<Item>): number | undefined => {
    for (let first = group.items.first(); first !== undefined; first = group.items.first()) {
      const key = keyOf(first.key, false);
      if (key !== undefined) return key;
      setLate(group, first.key);
    }
    return undefined;
  };

  const settle = (group: DelayedGroup<Item>): void => {
    readmit(group);
    const key = group.isOpen ? firstKey(group) : undefined;
    if (key !== undefined) open.set(group, key);
  };

  const remove = (item: Item, group: DelayedGroup<Item>): void => {
    if (group.items.delete(item)) touch(group);
    else group.late.delete(item);
  };

  const first = (): DelayedGroup<Item> | undefined => {
    changed.forEach(settle);
    changed.clear();
    return open.first()?.key;
  };

  return {
    ...createGroupedQueue(groups, { first, changed: touch, remove }),
    set(item, edgeServer) {
      const group = groups[edgeServer]!;
      const key = keyOf(item, true);
      remove(item, group);
      if (key === undefined) return;
      group.items.set(item, key);
      touch(group);
    },
    delayed(edgeServer) {
      touch(groups[edgeServer]!);
    },
  };
}
