/**
 * Question: what does a robust rule at the edge servers cost when nobody attacks?
 * Expected: some accuracy at the same moment, more where every place has classes of its own, most with Krum, which uses
 * one gradient of five.
 * Found: next to nothing. At the same moment the mean has 92.3 %, median and trimmed mean 92.0, Krum 91.0 %. Where places
 * have classes of their own: 92.0, 90.8, 91.4 and, for Krum, 92.1 %. All gradients of an edge server are of the same
 * classes then, so that its rule has no minority to suppress; the differences between the rules are not larger than those
 * between two evaluations, and do not even keep their order.
 * Run time: two minutes on two free cores. The figures are of seed 1 alone.
 */
import { changeValues, compare, named, useRule, type Change, type NamedInput } from '../../src/index.ts';
import { askBostonCommon, percent, runAsScript, type WhatIf } from './script.ts';

const RULES: readonly (readonly [string, NamedInput])[] = [
  ['mean', 'mean'],
  ['median', 'marginal-median'],
  ['trimmed mean, f = 1', { name: 'trimmed-mean', f: 1 }],
  ['Krum, f = 1', { name: 'krum', f: 1 }],
];
/** Few gradients, not the road, are what a round waits for: a timeout relaxes f where fewer than five came. */
const RELAX = ['learning.edgeServer.tooFew=relax'];

export const priceOfRobustness: WhatIf = {
  question: 'What does a robust rule cost when nobody attacks?',
  ask: (options) =>
    askBostonCommon(options, RELAX, (study) => {
      const rows = (prefix: string, ...changes: readonly Change[]) =>
        RULES.map(([name, rule]) => study.with(named(`${prefix}${name}`, ...changes, useRule(rule))));
      return compare([...rows(''), ...rows('own classes: ', changeValues('division', { kind: 'disjoint-by-label' }))]);
    }),
  verdict: ([mean, median, trimmed, krum, ownMean, ownMedian]) =>
    `mean ${percent(mean!)}, median ${percent(median!)}, trimmed mean ${percent(trimmed!)}, Krum ${percent(krum!)}; where places have classes of their own mean ${percent(ownMean!)}, median ${percent(ownMedian!)}`,
};

await runAsScript(import.meta.url, priceOfRobustness);
