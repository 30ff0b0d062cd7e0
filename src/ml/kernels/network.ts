/**
 * Sorting networks: fixed lists of comparators, the same for every column, so that SIMD lanes never part ways.
 *
 * Source: Knuth, The Art of Computer Programming 3, section 5.2.2, algorithm M (Batcher's odd-even merge exchange), which
 * works for any number of inputs; comparators whose outputs nobody asks for are left out.
 */

/** Comparator outputs that are wanted; a comparator with `both` puts the smaller value into `low`, the larger into `high`. */
export const Wanted = { minimum: 1, maximum: 2, both: 3 } as const;

/** One comparator between two rows, low < high. */
export interface Comparator {
  readonly low: number;
  readonly high: number;
  readonly wanted: (typeof Wanted)[keyof typeof Wanted];
}

/** Ranks that are wanted, 0 the smallest. */
export type Ranks = readonly [first: number, last: number];

/**
 * A network after which rows `first` .. `last` hold the values of these ranks; other rows are undefined.
 *
 * @param count - number of rows, an integer >= 1.
 * @param first - lowest rank wanted, 0 <= first <= last < count.
 */
export function selectionNetwork(count: number, first: number, last: number): readonly Comparator[] {
  const needed = new Uint8Array(count).fill(1, first, last + 1);
  const kept: Comparator[] = [];
  for (const [low, high] of mergeExchange(count).reverse()) {
    if (needed[low] === 0 && needed[high] === 0) continue;
    const wanted = needed[low] === 0 ? Wanted.maximum : needed[high] === 0 ? Wanted.minimum : Wanted.both;
    kept.push({ low, high, wanted });
    needed[low] = 1;
    needed[high] = 1;
  }
  return kept.reverse();
}

function mergeExchange(count: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  const top = 2 ** Math.ceil(Math.log2(count) - 1);
  for (let p = top; p >= 1; p = p >> 1) {
    let remainder = 0;
    let distance = p;
    for (let q = top; ; q = q >> 1) {
      for (let i = 0; i + distance < count; i++) {
        if ((i & p) === remainder) pairs.push([i, i + distance]);
      }
      if (q === p) break;
      distance = q - p;
      remainder = p;
    }
  }
  return pairs;
}
