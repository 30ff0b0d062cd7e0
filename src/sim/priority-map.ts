/**
 * Keys with priorities, least first: a binary heap that knows where each key lies, so that any key can be moved or taken
 * out in O(log n).
 *
 * The order is total (priority, then `compare`), so what comes first never depends on the order of insertion.
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
  const entries = new Map<Key, Entry<Key>>();

  const isBefore = (a: Entry<Key>, b: Entry<Key>): boolean =>
    a.priority === b.priority ? compare(a.key, b.key) < 0 : a.priority < b.priority;

  const put = (entry: Entry<Key>, place: number): void => {
    heap[place] = entry;
    entry.place = place;
  };

  /** Moves `entry` from `start`, which is free, up or down to where it belongs. */
  const sift = (entry: Entry<Key>, start: number): void => {
    let place = start;
    for (let parent = (place - 1) >> 1; place > 0 && isBefore(entry, heap[parent]!); parent = (place - 1) >> 1) {
      put(heap[parent]!, place);
      place = parent;
    }
    for (let child = 2 * place + 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, entry)) break;
      put(heap[child]!, place);
      place = child;
    }
    put(entry, place);
  };

  return {
    get size() {
      return heap.length;
    },
    first: () => heap[0],
    set(key, priority) {
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = { key, priority, place: heap.length };
        entries.set(key, entry);
        heap.push(entry);
      }
      entry.priority = priority;
      sift(entry, entry.place);
    },
    delete(key) {
      const entry = entries.get(key);
      if (entry === undefined) return false;
      entries.delete(key);
      const last = heap.pop()!;
      if (last !== entry) sift(last, entry.place);
      return true;
    },
  };
}

interface Entry<Key> extends Prioritised<Key> {
  priority: number;
  /** Index in the heap. */
  place: number;
}
