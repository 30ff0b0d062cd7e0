/**
 * Division `gamma-similarity`: a share gamma of the examples is spread evenly, the rest goes sorted by label.
 *
 * Source: Hsieh et al., "The non-IID data quagmire of decentralized machine learning", ICML 2020 (degree of label skew);
 * Karimireddy et al., "SCAFFOLD", ICML 2020, experiments (the name "similarity").
 */
import { checkParts, cut, equalSizes, gather, shuffled, sortedByLabel } from './partitioner.ts';
import type { Partitioner } from './partitioner.ts';

/** How alike the places are. */
export interface GammaSimilarityOptions {
  /** Share of the examples that is spread evenly, in [0, 1]: 1 is iid, 0 sorts everything. */
  readonly gamma: number;
}

/**
 * Shuffles the examples; the first round(gamma * count) are cut into equal parts, the others sorted by label and cut into
 * equal parts; a place gets one of each.
 */
export const partitionGammaSimilarity: Partitioner<GammaSimilarityOptions> = (labels, parts, { gamma }, random) => {
  checkParts(labels, parts);
  const order = shuffled(labels, random.stream('partition', 'gamma-similarity'));
  const alike = Math.round(gamma * labels.length);
  const even = cut(order.subarray(0, alike), equalSizes(alike, parts));
  // The remainders of both cuts would go to the same first parts; from the other end the sizes stay within one.
  const restSizes = equalSizes(labels.length - alike, parts).reverse();
  const sorted = cut(sortedByLabel(labels, order.subarray(alike)), restSizes);
  return even.map((list, part) => gather([list, sorted[part]!]));
};
