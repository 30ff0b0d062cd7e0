/** Items in order, one at a time: quick where only the first few are wanted. */
import { heapify, popFromHeap, type Compare } from '../heap.ts';

/**
 * O(n) before the first item, O(log n) for each.
 *
 * @param items - not modified.
 * @param compare - a total order.
 */
export function* inOrder<Item>(items: readonly Item[], compare: Compare<Item>): Generator<Item, void> {
  const heap = [...items];
  heapify(heap, compare);
  while (heap.length > 0) yield popFromHeap(heap, compare)!;
}
