/**
 * Items put in order once, when the first of them is asked for: one comparison for each of those that were added in order,
 * as events of one moment mostly are. What is added after that waits in a heap beside them.
 *
 * Used by `clock.ts`. `compare` is a total order, the same in every call.
 */
import { popFromHeap, pushToHeap, type Compare } from './heap.ts';

/** At least one item, as long as it is in use. */
export interface Bucket<Item> {
  /** In any order at first; the last one first once they are in order. */
  readonly items: Item[];
  isOrdered: boolean;
  /** Added since; most buckets have none. */
  late: Item[] | undefined;
}

export function createBucket<Item>(item: Item): Bucket<Item> {
  return { items: [item], isOrdered: false, late: undefined };
}

/** O(1) until the first is asked for, then O(log n) for n added since. */
export function addToBucket<Item>(bucket: Bucket<Item>, item: Item, compare: Compare<Item>): void {
  if (bucket.isOrdered) pushToHeap((bucket.late ??= []), item, compare);
  else bucket.items.push(item);
}

/** The first item, which stays. O(1) but for the first call. */
export function firstOfBucket<Item>(bucket: Bucket<Item>, compare: Compare<Item>): Item {
  return (isLateFirst(bucket, compare) ? bucket.late![0] : bucket.items.at(-1))!;
}

/** Removes and returns the first item. */
export function takeFromBucket<Item>(bucket: Bucket<Item>, compare: Compare<Item>): Item {
  return (isLateFirst(bucket, compare) ? popFromHeap(bucket.late!, compare) : bucket.items.pop())!;
}

export function isBucketEmpty({ items, late }: Bucket<unknown>): boolean {
  return items.length === 0 && (late === undefined || late.length === 0);
}

/** Whether the first of all is one that came late. */
function isLateFirst<Item>(bucket: Bucket<Item>, compare: Compare<Item>): boolean {
  const { items, late } = bucket;
  if (!bucket.isOrdered) {
    // Kept in the order in which they came, which costs least where that is theirs.
    if (items.length > 1) items.sort(compare).reverse();
    bucket.isOrdered = true;
  }
  if (late === undefined || late.length === 0) return false;
  return items.length === 0 || compare(late[0]!, items.at(-1)!) < 0;
}
