/**
 * Question: up to three Byzantine vehicles drive as a convoy from one edge server to the next. Are they worse than as many
 * that are scattered over the town, and does a median help?
 * Expected: with the mean it makes no difference; against the median a convoy wins, being the majority where it is.
 * Found: the opposite. A convoy costs 1 point of accuracy (92.7 to 91.5 %), scattered liars 33 (to 60.2 %): the convoy
 * spoils one of three aggregates, and all three places are spoilt where liars are everywhere. It also sends less that is
 * false, 172 gradients against 319, for after the first place few vehicles are near. A median instead of the mean changes
 * little (91.2 and 62.8 %): with two to four vehicles near, one liar is several of the five gradients collected.
 * Run time: two minutes on two free cores. The figures are means of three seeds.
 */
import { addFaults, compare, named, useRule, type FaultInput } from '../../src/index.ts';
import { accuracies, askBostonCommon, runAsScript, type AskOptions, type WhatIf } from './script.ts';

const ATTACK = { name: 'sign-flip', magnitude: 2 };
const LIARS = 3;
/** In the order in which the convoy passes them. */
const WAY = ['beacon-charles', 'arlington-commonwealth', 'boylston-tremont'];

/** As many liars as there are vehicles, all near the same edge server, a third of the time each. */
function convoy({ small }: AskOptions): readonly FaultInput[] {
  const seconds = small ? 5 : 60;
  return WAY.map((name, index) => ({
    attack: ATTACK,
    count: LIARS,
    edgeServers: [name],
    during: { fromS: index * seconds, toS: (index + 1) * seconds },
  }));
}

export const convoyOfLiars: WhatIf = {
  question: 'Is a convoy of Byzantine vehicles worse than as many that are scattered?',
  ask: (options) =>
    askBostonCommon(options, [], (study) => {
      const scattered = addFaults('scattered', { attack: ATTACK, count: LIARS });
      const together = addFaults('convoy', ...convoy(options));
      const median = useRule('marginal-median');
      return compare([
        study.with(named('mean, nobody lies')),
        study.with(named('mean, scattered', scattered)),
        study.with(named('mean, convoy', together)),
        study.with(named('median, nobody lies', median)),
        study.with(named('median, scattered', median, scattered)),
        study.with(named('median, convoy', median, together)),
      ]);
    }),
  verdict: ([, meanScattered, meanConvoy, , medianScattered, medianConvoy]) =>
    `convoy against scattered: ${accuracies(meanConvoy!, meanScattered!)} with the mean, ${accuracies(medianConvoy!, medianScattered!)} with the median`,
};

await runAsScript(import.meta.url, convoyOfLiars);
