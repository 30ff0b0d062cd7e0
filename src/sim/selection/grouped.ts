/**
 * What orders of candidates by key have in common (`ranking.ts`, `delayed-ranking.ts`): those near one edge server are a group
 * with an order of its own, and one is taken from the group whose first goes first.
 */
import { createPriorityMap, type PriorityMap } from '../priority-map.ts';
import type { CandidateQueue } from './queue.ts';

/** Candidates near one edge server. */
export interface Group<Item> {
  readonly items: PriorityMap<Item>;
  /** Whether they may be taken. */
  isOpen: boolean;
}

/** Groups by their first, those that nobody is to be taken from left out. */
export function createOpenGroups<Item, Kind extends Group<Item>>(
  compare: (a: Item, b: Item) => number,
): PriorityMap<Kind> {
  return createPriorityMap<Kind>((a, b) => compare(a.items.first()!.key, b.items.first()!.key));
}

/**
 * @param groups - by index of their edge server.
 * @param first - the group to take from.
 * @param changed - told of a group that has been opened or shut.
 * @param remove - takes an item out of its group, if it is there.
 */
export function createGroupedQueue<Item, Kind extends Group<Item>>(
  groups: readonly Kind[],
  {
    first,
    changed,
    remove,
  }: {
    readonly first: () => Kind | undefined;
    readonly changed: (group: Kind) => void;
    readonly remove: (item: Item, group: Kind) => void;
  },
): Pick<CandidateQueue<Item>, 'delete' | 'setOpen' | 'take'> {
  return {
    delete(item, edgeServer) {
      remove(item, groups[edgeServer]!);
    },
    setOpen(edgeServer, isOpen) {
      const group = groups[edgeServer]!;
      if (group.isOpen === isOpen) return;
      group.isOpen = isOpen;
      changed(group);
    },
    take() {
      const group = first();
      if (group === undefined) return undefined;
      const item = group.items.first()!.key;
      remove(item, group);
      return item;
    },
  };
}
