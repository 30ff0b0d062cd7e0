/**
 * Question: in the rush hour, when twice as many vehicles set out, the busiest of three edge servers fails. What is lost,
 * and does it come back with the edge server?
 * Expected: each place has classes of its own, so what the model knows of three classes fades while the edge server is
 * away, and is back soon after it is.
 * Found: so it is. Away for good (90 of 180 s) it costs 31 points of accuracy, 92 to 61 %: theta forgets the classes that
 * nobody brings any more. Away for 30 s it costs 0.4 points in the end. Rounds are as many either way, for a round waits
 * for nobody who is down; and the rush hour changes next to nothing (without it 62 %), since a round needs five
 * gradients, however many vehicles could send some.
 * Run time: one minute on two free cores. The figures are means of seeds 1 and 2.
 */
import { closeEdgeServer, compare, named, scaleTraffic } from '../../src/index.ts';
import { accuracies, askBostonCommon, percent, runAsScript, type WhatIf } from './script.ts';

const BUSIEST = 'beacon-charles';

export const rushHour: WhatIf = {
  question: 'What is lost when the busiest edge server fails in the rush hour, each place having classes of its own?',
  ask: (options) =>
    askBostonCommon(options, ['division.kind=disjoint-by-label'], async (study) => {
      const run = await study.run();
      const later = await run.branchAt({ seconds: options.small ? 6 : 90 });
      const rush = scaleTraffic(2);
      return compare([
        later.with(named('rush hour', rush)),
        later.with(named('it fails for good', rush, closeEdgeServer(BUSIEST))),
        later.with(named('it fails for 30 s', rush, closeEdgeServer(BUSIEST, { forSeconds: 30 }))),
        later.with(named('no rush, it fails', closeEdgeServer(BUSIEST))),
      ]);
    }),
  verdict: ([rush, failed, back]) =>
    `failing for good costs the classes of its place (${accuracies(failed!, rush!)}); 30 s cost less (${percent(back!)})`,
};

await runAsScript(import.meta.url, rushHour);
