/**
 * Keys with priorities, least first: a heap that knows where each key lies, so that any key can be moved or taken out in
 * O(log n).
 *
 * The order is total (priority, then `compare`), so what comes first never depends on the order of insertion. Each item has
 * four children, at 4 i + 1 to 4 i + 4, and priorities lie beside each other in an array of their own: a heap of thousands
 * then costs little more than one of tens, for the keys themselves are looked at only where priorities are equal.
 */

/** A key and its priority. */
export interface Prioritised<Key> {
  readonly key: Key;
  readonly priority: number;
}

/** A mutable set of keys with priorities. */
export interface PriorityMap<Key> {
  readonly size: number;
  /** The least, or undefined when empty. */
  first(): Prioritised<Key> | undefined;
  /** Adds `key`, or gives it another priority; also to be called when its place among equals has changed. */
  set(key: Key, priority: number): void;
  /** False when `key` is not in it. */
  delete(key: Key): boolean;
}

/** @param compare - order of keys of equal priority; 0 only for the same key. */
export function createPriorityMap<Key>(compare: (a: Key, b: Key) => number): PriorityMap<Key> {
  const heap: Entry<Key>[] = [];
  /** Of the entries in the heap, in its order. */
  const priorities: number[] = [];
  const entries = new Map<Key, Entry<Key>>();

  const put = (entry: Entry<Key>, priority: number, place: number): void => {
    heap[place] = entry;
    priorities[place] = priority;
    entry.place = place;
  };

  /** Moves an entry from `start`, which is free, up or down to where it belongs. */
  const sift = (entry: Entry<Key>, priority: number, start: number): void => {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      const above = priorities[parent]!;
      if (above < priority || (above === priority && compare(heap[parent]!.key, entry.key) < 0)) break;
      put(heap[parent]!, above, place);
      place = parent;
    }
    const { length } = heap;
    for (let first = 4 * place + 1; first < length; first = 4 * place + 1) {
      const end = Math.min(first + 4, length);
      let child = first;
      let least = priorities[first]!;
      for (let other = first + 1; other < end; other++) {
        const below = priorities[other]!;
        if (below > least || (below === least && compare(heap[child]!.key, heap[other]!.key) < 0)) continue;
        child = other;
        least = below;
      }
      if (priority < least || (priority === least && compare(entry.key, heap[child]!.key) < 0)) break;
      put(heap[child]!, least, place);
      place = child;
    }
    put(entry, priority, place);
  };

  return {
    get size() {
      return heap.length;
    },
    first: () => (heap.length === 0 ? undefined : { key: heap[0]!.key, priority: priorities[0]! }),
    set(key, priority) {
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = { key, place: heap.length };
        entries.set(key, entry);
        heap.push(entry);
        priorities.push(priority);
      }
      sift(entry, priority, entry.place);
    },
    delete(key) {
      const entry = entries.get(key);
      if (entry === undefined) return false;
      entries.delete(key);
      const last = heap.pop()!;
      const priority = priorities.pop()!;
      if (last !== entry) sift(last, priority, entry.place);
      return true;
    },
  };
}

interface Entry<Key> {
  readonly key: Key;
  /** Index in the heap. */
  place: number;
}
