/**
 * Division `iid`: every place holds a random sample of everything.
 *
 * Source: McMahan et al., "Communication-efficient learning of deep networks from decentralized data", AISTATS 2017, section 3
 * ("IID": shuffled, then divided into equal parts).
 */
import { checkParts, cut, equalSizes, gather, shuffled } from './partitioner.ts';
import type { Partitioner } from './partitioner.ts';

/** Shuffles the examples and cuts them into parts whose sizes differ by one at most. */
export const partitionIid: Partitioner<object> = (labels, parts, _options, random) => {
  checkParts(labels, parts);
  const order = shuffled(labels, random.stream('partition', 'iid'));
  return cut(order, equalSizes(labels.length, parts)).map((list) => gather([list]));
};
