/**
 * Question: two edge servers do not suffice. Is it better to add a third, or to widen the range of the two?
 * Expected: a third where traffic is densest is worth more than the same ground won by range, since with theta minus the
 * sum over edge servers every further one lengthens the step.
 * Found: so it is, by little: 92.3 % with a third, 90.7 % with the same ground by range (92 m instead of 75), 90.5 % with
 * neither. Range brings more rounds (263 instead of 229), for fewer end at the timeout; a third edge server brings fewer
 * (218) with more gradients each. Twice the range (150 m), four times the ground, is worth as much as the third: 93.0 %.
 * Run time: one minute on two free cores. The figures are means of seeds 1 and 2.
 */
import { addEdgeServer, compare, named, scaleRange } from '../../src/index.ts';
import { askBostonCommon, percent, runAsScript, type WhatIf } from './script.ts';

const TWO = JSON.stringify([
  { name: 'arlington-commonwealth', position: { junction: 'arlington_commonwealth_eastbound' }, range: 75 },
  { name: 'boylston-tremont', position: { junction: 'boylston_tremont' }, range: 75 },
]);
const THIRD = { name: 'beacon-charles', position: { junction: 'beacon_charles' }, range: 75 };

export const addOrWiden: WhatIf = {
  question: 'Is it better to add an edge server or to widen the range of those there are?',
  ask: (options) =>
    askBostonCommon(options, [`edgeServers=${TWO}`], (study) =>
      compare([
        study.with(named('two, 75 m')),
        study.with(named('three, 75 m', addEdgeServer(THIRD))),
        // As much ground as three of 75 m cover.
        study.with(named('two, 92 m', scaleRange(Math.sqrt(1.5)))),
        study.with(named('two, 150 m', scaleRange(2))),
      ]),
    ),
  verdict: ([two, three, same, wide]) =>
    `a third gives ${percent(three!)}, the same ground by range ${percent(same!)}, four times the ground ${percent(wide!)}, neither ${percent(two!)}`,
};

await runAsScript(import.meta.url, addOrWiden);
