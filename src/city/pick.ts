/** Weighted choice in logarithmic time, for lists of tens of thousands drawn from as often. Pure. */
import type { RandomStream } from '../random.ts';

/** Chooses one of the items it was made of, in proportion to their weights. */
export type Picker<T> = (stream: RandomStream) => T;

/**
 * @param items - at least one.
 * @param weightOf - finite and >= 0, not 0 for all.
 */
export function createPicker<T>(items: readonly T[], weightOf: (item: T) => number): Picker<T> {
  const ends = new Float64Array(items.length);
  let total = 0;
  for (const [index, item] of items.entries()) ends[index] = total += weightOf(item);
  if (!(total > 0)) throw new RangeError(`expected weights of which some are > 0, their sum is ${total}`);
  return (stream) => {
    const wanted = stream.uniform() * total;
    let low = 0;
    for (let high = items.length - 1; low < high;) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return items[low]!;
  };
}
