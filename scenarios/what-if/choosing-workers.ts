/**
 * Question: a gradient takes five seconds, and each edge server may ask two workers at a time. Whom should it ask: any,
 * those that have delivered least, or those that are expected to stay longest?
 * Expected: asking those that stay loses fewer gradients, so that rounds are quicker and the accuracy higher.
 * Found: half so. Lost gradients fall from 14 to 8, and to 1 where those that will not stay long enough are not asked at
 * all; but with two gradients wanted there are others in range, so rounds are no quicker (16, 16, 17 in 180 s) and the
 * accuracy is no higher: 62, 58 and 52 %, means of three seeds early in training, which spread widely. Here it is work
 * that is saved, not time. `fairest` does as `random`.
 * Run time: one minute on two free cores.
 */
import { chooseWorkers, compare, named } from '../../src/index.ts';
import { askBostonCommon, percent, runAsScript, type WhatIf } from './script.ts';

const SLOW_WORK = ['workers.computeTimeMs=5000', 'learning.edgeServer.gradients=2', 'learning.timeout.afterMs=15000'];
const perEdgeServer = 2;

export const choosingWorkers: WhatIf = {
  question: 'Whom should an edge server ask when vehicles leave before they have computed?',
  ask: (options) =>
    askBostonCommon(options, SLOW_WORK, (study) =>
      compare([
        study.with(named('any (random)', chooseWorkers({ name: 'random', perEdgeServer }))),
        study.with(named('fairest', chooseWorkers({ name: 'fairest', perEdgeServer }))),
        study.with(named('longest stay', chooseWorkers({ name: 'longest-stay', perEdgeServer }))),
        study.with(named('only in time', chooseWorkers({ name: 'longest-stay', perEdgeServer, onlyInTime: true }))),
      ]),
    ),
  verdict: ([any, , longest, inTime]) =>
    `asking those that stay longest gives ${longest!.rounds.toFixed(0)} rounds and ${percent(longest!)}, only those that stay long enough ${inTime!.rounds.toFixed(0)} and ${percent(inTime!)}, any ${any!.rounds.toFixed(0)} and ${percent(any!)}`,
};

await runAsScript(import.meta.url, choosingWorkers);
