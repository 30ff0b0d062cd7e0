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
  const heap: { readonly key: Key; priority: number }[] = [];
  const places = new Map<Key, number>();

  const before = (a: number, b: number): boolean => {
    const [first, second] = [heap[a]!, heap[b]!];
    if (first.priority !== second.priority) return first.priority < second.priority;
    return compare(first.key, second.key) < 0;
  };

  const swap = (a: number, b: number): void => {
    const kept = heap[a]!;
    heap[a] = heap[b]!;
    heap[b] = kept;
    places.set(heap[a].key, a);
    places.set(kept.key, b);
  };

  const siftUp = (start: number): void => {
    let child = start;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(child, parent)) return;
      swap(parent, child);
      child = parent;
    }
  };

  const siftDown = (start: number): void => {
    let parent = start;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= heap.length) return;
      const child = left + 1 < heap.length && before(left + 1, left) ? left + 1 : left;
      if (!before(child, parent)) return;
      swap(parent, child);
      parent = child;
    }
  };

  return {
    get size() {
      return heap.length;
    },
    first: () => heap[0],
    set(key, priority) {
      const place = places.get(key) ?? heap.length;
      if (place === heap.length) heap.push({ key, priority });
      else heap[place]!.priority = priority;
      places.set(key, place);
      siftUp(place);
      siftDown(places.get(key)!);
    },
    delete(key) {
      const place = places.get(key);
      if (place === undefined) return false;
      places.delete(key);
      const last = heap.pop()!;
      if (place === heap.length) return true;
      heap[place] = last;
      places.set(last.key, place);
      siftUp(place);
      siftDown(places.get(last.key)!);
      return true;
    },
  };
}
