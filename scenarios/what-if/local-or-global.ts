/**
 * Question: three Byzantine vehicles at most. Does it matter whether at most one is near each edge server (the local fault
 * model), or any three anywhere (the global one), for a rule that withstands one faulty gradient of five?
 * Expected: with one each the rule holds, with three anywhere it breaks when two of them meet.
 * Found: it breaks in every case: 92 % with nobody lying, 37 % with one liar, 10 % (guessing) with three, one each or
 * anywhere. An edge server collects five gradients from two to four vehicles, so a liar sends two or three of the five: a
 * bound on faulty workers is no bound on faulty gradients. And the local model is the harsher of the two, not the milder:
 * it puts a new liar at an edge server as soon as the last has left, which makes 1007 faulty gradients; three vehicles
 * that stay the same while they drive around make 319.
 * Run time: one and a half minutes on two free cores.
 */
import { addFaults, compare, named } from '../../src/index.ts';
import { askBostonCommon, percent, runAsScript, type WhatIf } from './script.ts';

const ATTACK = { name: 'sign-flip', magnitude: 5 };

export const localOrGlobal: WhatIf = {
  question: 'Is a local bound on faults (1 near each of 3 edge servers) milder than a global one (3 in all)?',
  ask: (options) =>
    askBostonCommon(
      options,
      ['learning.edgeServer.rule={name: trimmed-mean, f: 1}', 'learning.edgeServer.tooFew=relax'],
      (study) =>
        compare([
          study.with(named('nobody lies')),
          study.with(named('one, anywhere', addFaults('', { attack: ATTACK, count: 1, model: 'global' }))),
          study.with(named('three, one each', addFaults('', { attack: ATTACK, count: 1, model: 'local' }))),
          study.with(named('three, anywhere', addFaults('', { attack: ATTACK, count: 3, model: 'global' }))),
        ]),
    ),
  verdict: ([honest, , local, global]) =>
    `one each ${percent(local!)}, three anywhere ${percent(global!)}, nobody ${percent(honest!)}`,
};

await runAsScript(import.meta.url, localOrGlobal);
