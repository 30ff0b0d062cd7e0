/**
 * Candidates in the order of a key: a heap for each edge server, and a heap of the edge servers by the first of each.
 *
 * An edge server that has no place is out of the second heap, so that nobody near it is looked at.
 */
import { createPriorityMap } from '../priority-map.ts';
import { createGroupedQueue, createOpenGroups, type Group } from './grouped.ts';
import type { CandidateQueue } from './queue.ts';

/**
 * @param keyOf - the least goes first; undefined: left out. Asked once for each `set`.
 * @param compare - order of items with equal keys; 0 only for the same item.
 */
export function createRanking<Item>(
  edgeServers: number,
  keyOf: (item: Item) => number | undefined,
  compare: (a: Item, b: Item) => number,
): CandidateQueue<Item> {
  const groups = Array.from({ length: edgeServers }, (): Group<Item> => {
    return { items: createPriorityMap(compare), isOpen: false };
  });
  const open = createOpenGroups<Item, Group<Item>>(compare);

  /** Ends every change of a group. */
  const settle = (group: Group<Item>): void => {
    const first = group.items.first();
    if (group.isOpen && first !== undefined) open.set(group, first.priority);
    else open.delete(group);
  };

  const remove = (item: Item, group: Group<Item>): void => {
    if (group.items.delete(item)) settle(group);
  };

  return {
    ...createGroupedQueue(groups, { first: () => open.first()?.key, changed: settle, remove }),
    set(item, edgeServer) {
      const group = groups[edgeServer]!;
      const key = keyOf(item);
      if (key === undefined) {
        remove(item, group);
        return;
      }
      group.items.set(item, key);
      settle(group);
    },
  };
}
