/**
 * Items in order, one at a time: quick where only the first few are wanted, as when a single trainer has become free.
 *
 * Source: the second half of heapsort (Williams, "Algorithm 232", CACM 7(6), 1964), over a heap built from the bottom
 * (Floyd, "Algorithm 245", CACM 7(12), 1964).
 */

/**
 * O(n) before the first item, O(log n) for each.
 *
 * @param items - not modified.
 * @param compare - negative where `a` goes first; a total order, else items that it takes for equal come in any order.
 */
export function* inOrder<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): Generator<Item, void> {
  const heap = [...items];
  for (let parent = (heap.length >> 1) - 1; parent >= 0; parent--) siftDown(heap, parent, compare);
  while (heap.length > 0) {
    yield heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    siftDown(heap, 0, compare);
  }
}

/** Moves the item at `start` down to where it belongs. */
function siftDown<Item>(heap: Item[], start: number, compare: (a: Item, b: Item) => number): void {
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
