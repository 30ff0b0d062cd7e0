/**
 * Binary heaps in plain arrays: the least item first, each no greater than its two children at 2 i + 1 and 2 i + 2.
 *
 * Source: Williams, "Algorithm 232", CACM 7(6), 1964; Floyd, "Algorithm 245", CACM 7(12), 1964 (`heapify`).
 */

/** Negative where `a` goes first; a total order, else items that it takes for equal come in any order. */
export type Compare<Item> = (a: Item, b: Item) => number;

/** Makes a heap of any array, in place, in O(n). */
export function heapify<Item>(items: Item[], compare: Compare<Item>): void {
  for (let parent = (items.length >> 1) - 1; parent >= 0; parent--) siftDown(items, parent, compare);
}

/** Adds an item in O(log n). */
export function pushToHeap<Item>(heap: Item[], item: Item, compare: Compare<Item>): void {
  let place = heap.length;
  heap.push(item);
  for (let parent = (place - 1) >> 1; place > 0 && compare(item, heap[parent]!) < 0; parent = (place - 1) >> 1) {
    heap[place] = heap[parent]!;
    place = parent;
  }
  heap[place] = item;
}

/** Removes and returns the first item in O(log n); undefined when there is none. */
export function popFromHeap<Item>(heap: Item[], compare: Compare<Item>): Item | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (heap.length > 0) {
    heap[0] = last!;
    siftDown(heap, 0, compare);
  }
  return first;
}

/** Moves the item at `start` down to where it belongs. */
function siftDown<Item>(heap: Item[], start: number, compare: Compare<Item>): void {
  const item = heap[start]!;
  let place = start;
  for (let child = 2 * place + 1; child < heap.length; child = 2 * place + 1) {
    if (child + 1 < heap.length && compare(heap[child + 1]!, heap[child]!) < 0) child++;
    if (compare(item, heap[child]!) <= 0) break;
    heap[place] = heap[child]!;
    place = child;
  }
  heap[place] = item;
}
