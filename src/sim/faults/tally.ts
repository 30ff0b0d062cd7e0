/** How many nodes were ever faulty, by kind of fault: each counts once as long as it lives. */
import { compareIds } from '../clock.ts';
import type { FaultKind } from './spec.ts';

export interface Tally {
  add(kind: FaultKind, node: string): void;
  /** The node is gone for good: it stays counted. */
  forget(node: string): void;
  count(kind: FaultKind): number;
  snapshot(): TallyState;
}

/** For each kind the count, and those of the counted that still live, in order of id. */
export type TallyState = Readonly<Record<FaultKind, { readonly count: number; readonly alive: readonly string[] }>>;

const KINDS: readonly FaultKind[] = ['crash', 'omission', 'delay', 'byzantine'];

export function createTally(from?: TallyState): Tally {
  const alive = byKind((kind) => new Set(from?.[kind].alive));
  const counts = byKind((kind) => from?.[kind].count ?? 0);
  return {
    add(kind, node) {
      if (alive[kind].has(node)) return;
      alive[kind].add(node);
      counts[kind]++;
    },
    forget(node) {
      for (const kind of KINDS) alive[kind].delete(node);
    },
    count: (kind) => counts[kind],
    snapshot: () => byKind((kind) => ({ count: counts[kind], alive: [...alive[kind]].sort(compareIds) })),
  };
}

function byKind<Value>(make: (kind: FaultKind) => Value): Record<FaultKind, Value> {
  return { crash: make('crash'), omission: make('omission'), delay: make('delay'), byzantine: make('byzantine') };
}
