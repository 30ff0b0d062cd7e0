/**
 * What it is to divide examples among places (edge servers or workers), and the pieces that several divisions are built of.
 *
 * A division is a pure function: equal arguments give equal parts. It answers with indices of examples, each part in
 * ascending order; the order in which a worker sees them is not its business.
 */
import { permutation } from '../../../random.ts';
import type { Random, RandomStream } from '../../../random.ts';
import { DataError } from '../errors.ts';

/**
 * Divides examples.
 *
 * @param labels - class of every example, shape [count]. Not modified.
 * @param parts - number of places, >= 1.
 * @param random - all draws come from its streams named `partition`.
 * @returns For each place the indices of its examples, ascending; no example lies in two parts.
 * @throws {DataError} `E_DATA_PARTITION` if the examples do not suffice or the options contradict each other.
 */
export type Partitioner<Options> = (
  labels: Uint8Array,
  parts: number,
  options: Options,
  random: Random,
) => Uint32Array[];

/** Refuses a number of parts that leaves some part without an example. */
export function checkParts(labels: Uint8Array, parts: number): void {
  if (!Number.isInteger(parts) || parts < 1 || parts > labels.length)
    throw new DataError(
      'E_DATA_PARTITION',
      `partition: expected from 1 part to one for each of the ${labels.length} examples, got ${parts} parts`,
    );
}

/** Sizes that differ by one at most and add up to `count`; the larger ones first. */
export function equalSizes(count: number, parts: number): number[] {
  const least = Math.floor(count / parts);
  return Array.from({ length: parts }, (_, part) => least + (part < count % parts ? 1 : 0));
}

/**
 * Whole sizes that add up to `count` and follow the proportions: the running sum of each is rounded to the nearest number.
 *
 * @param proportions - non-negative, with sum 1.
 */
export function proportionalSizes(count: number, proportions: Float64Array): number[] {
  let sum = 0;
  let before = 0;
  return Array.from(proportions, (proportion, part) => {
    sum += proportion;
    const upTo = part === proportions.length - 1 ? count : Math.min(count, Math.round(sum * count));
    const size = upTo - before;
    before = upTo;
    return size;
  });
}

/** Cuts a list into consecutive pieces of the given sizes; views, not copies. */
export function cut(list: Uint32Array, sizes: readonly number[]): Uint32Array[] {
  let start = 0;
  return sizes.map((size) => list.subarray(start, (start += size)));
}

/** Joins lists that belong to the same part and puts the indices into ascending order. */
export function gather(lists: readonly Uint32Array[]): Uint32Array {
  const joined = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    joined.set(list, at);
    at += list.length;
  }
  return joined.sort();
}

/** All indices in random order. */
export function shuffled(labels: Uint8Array, stream: RandomStream): Uint32Array {
  return permutation(labels.length, stream);
}

/** The given indices sorted by label; within a label they keep the order they had. A new list. */
export function sortedByLabel(labels: Uint8Array, indices: Uint32Array): Uint32Array {
  // Array sorting is stable, that of typed arrays need not be.
  return Uint32Array.from([...indices].sort((a, b) => labels[a]! - labels[b]!));
}

/** The indices of each class in the order given; `byClass[k]` is empty if class k does not occur. */
export function byClass(labels: Uint8Array, indices: Uint32Array): Uint32Array[] {
  const classes = labels.reduce((highest, label) => Math.max(highest, label), 0) + 1;
  const lists: number[][] = Array.from({ length: classes }, () => []);
  for (const index of indices) lists[labels[index]!]!.push(index);
  return lists.map((list) => Uint32Array.from(list));
}

/**
 * Draws a division again and again until every part holds enough; attempt k uses streams of its own.
 *
 * @throws {DataError} `E_DATA_PARTITION` if no draw gave that; at once if none can.
 */
export function drawUntilLargeEnough(
  name: string,
  limits: { readonly minimumSize: number; readonly attempts: number },
  { count, parts }: { readonly count: number; readonly parts: number },
  draw: (attempt: number) => Uint32Array[],
): Uint32Array[] {
  if (limits.minimumSize * parts > count)
    throw new DataError(
      'E_DATA_PARTITION',
      `partition '${name}': expected ${limits.minimumSize} examples for each of ${parts} parts, got ${count} in all; ` +
        'lower minimumSize, or use fewer parts',
    );
  let best = -1;
  for (let attempt = 0; attempt < limits.attempts; attempt++) {
    const division = draw(attempt);
    const smallest = division.reduce((least, { length }) => Math.min(least, length), Infinity);
    if (smallest >= limits.minimumSize) return division;
    best = Math.max(best, smallest);
  }
  throw new DataError(
    'E_DATA_PARTITION',
    `partition '${name}': expected at least ${limits.minimumSize} examples in every part, got ${best} in the smallest part ` +
      `of the best of ${limits.attempts} draws; raise the concentration, lower minimumSize, or use fewer parts`,
  );
}
