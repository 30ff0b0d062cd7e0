/**
 * What a kept order of candidates can do, whatever the order is: by key (`ranking.ts`, `delayed-ranking.ts`) or by lot (`lots.ts`).
 *
 * Kept from one choice to the next by `chooser.ts`, so that a choice does not look at everybody again.
 */

/** Candidates near edge servers. Every operation is O(log n) for n candidates and edge servers. */
export interface CandidateQueue<Item> {
  /** Adds it, or puts it where it belongs now; each item is near one edge server at a time. */
  set(item: Item, edgeServer: number): void;
  /** Nothing happens if it is not there. */
  delete(item: Item, edgeServer: number): void;
  /** Whether candidates near an edge server may be taken; they may not at first. */
  setOpen(edgeServer: number, isOpen: boolean): void;
  /**
   * The work of all near an edge server is expected to take longer, or shorter, by one and the same time. Absent where each of
   * them has to be `set` again.
   */
  delayed?(edgeServer: number): void;
  /** Removes and returns the first of those near open edge servers; undefined if there is none. */
  take(): Item | undefined;
}
