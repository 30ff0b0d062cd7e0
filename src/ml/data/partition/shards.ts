/**
 * Division `shards`: sorted by label, cut into small shards, and each place gets a few of them.
 *
 * Source: McMahan et al., AISTATS 2017, section 3 ("pathological non-IID": 200 shards of 300, two to each of 100 clients).
 */
import { permutation } from '../../../random.ts';
import { DataError } from '../errors.ts';
import { checkParts, cut, equalSizes, gather, shuffled, sortedByLabel } from './partitioner.ts';
import type { Partitioner } from './partitioner.ts';

/** How small the shards are. */
export interface ShardsOptions {
  /** Shards each place gets, >= 1: about the number of classes it sees. The paper: 2. */
  readonly shardsPerPart: number;
}

/**
 * Cuts the examples, sorted by label and in random order within a label, into `parts * shardsPerPart` shards whose sizes
 * differ by one at most, and deals them out at random.
 *
 * @throws {DataError} `E_DATA_PARTITION` if there are more shards than examples.
 */
export const partitionShards: Partitioner<ShardsOptions> = (labels, parts, { shardsPerPart }, random) => {
  checkParts(labels, parts);
  const count = parts * shardsPerPart;
  if (count > labels.length)
    throw new DataError(
      'E_DATA_PARTITION',
      `partition 'shards': expected at most ${labels.length} shards, one for each example, got ${parts} x ${shardsPerPart}`,
    );
  const order = sortedByLabel(labels, shuffled(labels, random.stream('partition', 'shards', 'examples')));
  const shards = cut(order, equalSizes(labels.length, count));
  const deal = permutation(count, random.stream('partition', 'shards', 'deal'));
  return Array.from({ length: parts }, (_, part) =>
    gather(Array.from(deal.subarray(part * shardsPerPart, (part + 1) * shardsPerPart), (shard) => shards[shard]!)),
  );
};
