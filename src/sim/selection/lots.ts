/**
 * Candidates by lot: each time all those near open edge servers are equally likely.
 *
 * A tree of sums over the edge servers leads from a number in [0, candidates) to the edge server and the candidate it means.
 */
import type { CandidateQueue } from './queue.ts';

/** @param integer - a uniform integer in [0, bound); asked once for each `take`. */
export function createLots<Item>(edgeServers: number, integer: (bound: number) => number): CandidateQueue<Item> {
  const groups = Array.from({ length: edgeServers }, () => ({
    items: [] as Item[],
    /** Index in `items`. */
    places: new Map<Item, number>(),
    isOpen: false,
  }));
  const leaves = 2 ** Math.ceil(Math.log2(Math.max(1, edgeServers)));
  /** Candidates that may be taken: of edge server i at leaves + i, of two children at i above them. */
  const sums = new Uint32Array(2 * leaves);

  /** Ends every change of a group. */
  const settle = (edgeServer: number): void => {
    const { items, isOpen } = groups[edgeServer]!;
    const count = isOpen ? items.length : 0;
    const change = count - sums[leaves + edgeServer]!;
    if (change === 0) return;
    for (let node = leaves + edgeServer; node > 0; node >>= 1) sums[node]! += change;
  };

  const remove = (item: Item, edgeServer: number): void => {
    const { items, places } = groups[edgeServer]!;
    const place = places.get(item);
    if (place === undefined) return;
    const last = items.pop()!;
    if (last !== item) {
      items[place] = last;
      places.set(last, place);
    }
    places.delete(item);
    settle(edgeServer);
  };

  return {
    set(item, edgeServer) {
      const { items, places } = groups[edgeServer]!;
      if (places.has(item)) return;
      places.set(item, items.push(item) - 1);
      settle(edgeServer);
    },
    delete: remove,
    setOpen(edgeServer, isOpen) {
      groups[edgeServer]!.isOpen = isOpen;
      settle(edgeServer);
    },
    take() {
      if (sums[1] === 0) return undefined;
      let left = integer(sums[1]!);
      let node = 1;
      while (node < leaves) {
        node *= 2;
        if (left < sums[node]!) continue;
        left -= sums[node]!;
        node++;
      }
      const edgeServer = node - leaves;
      const item = groups[edgeServer]!.items[left]!;
      remove(item, edgeServer);
      return item;
    },
  };
}
