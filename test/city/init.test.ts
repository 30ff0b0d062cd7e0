import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { countServers, initExperiment, simpleAttacks, simpleRules, type InitAnswers } from '../../src/city/index.ts';
import { experimentFile } from '../../src/city/texts.ts';
import { loadExperiment, parseExperiment } from '../../src/sim/index.ts';
import { fileOf, temporary } from './temporary.ts';

const BOSTON = resolve(import.meta.dirname, '../../scenarios/boston-common');
const ANSWERS: InitAnswers = { scenario: BOSTON, servers: 2, rule: 'marginal-median', attack: 'bit-flip', epochs: 4 };

const SERVERS = [{ name: 'a', position: '{ x: 0, y: 0 }', range: 50 }];

test('init - an experiment with what was answered, beside a copy of the traffic', async (t) => {
  const out = join(temporary(t), 'mine');
  await initExperiment(ANSWERS, out);
  const experiment = await loadExperiment(join(out, 'experiment.yaml'));
  const original = await loadExperiment(join(BOSTON, 'experiment.yaml'));
  t.deepEqual(experiment.edgeServers, original.edgeServers.slice(0, 2));
  t.like(experiment, { name: 'mine', stop: { epochs: 4 }, traffic: { config: 'boston-common.sumocfg' } });
  t.like(experiment.faults[0], { attack: { name: 'bit-flip' } });
  for (const file of ['boston-common.sumocfg', 'boston-common.net.xml', 'boston-common.rou.xml'])
    t.true(existsSync(join(out, file)), file);
  t.false(existsSync(join(out, 'README.md')));
});

test('init - every rule and attack that it offers makes an experiment that loads', async (t) => {
  t.is(await countServers(BOSTON), 3);
  t.true(simpleRules.includes('mean') && simpleAttacks.includes('sign-flip'));
  t.false(simpleRules.includes('krum'), 'needs to know f');
  const text = { name: 'x', description: '', seed: 1, config: 'x.sumocfg', epochs: 1, servers: SERVERS };
  for (const rule of simpleRules) t.notThrows(() => parseExperiment(parse(experimentFile({ ...text, rule }))), rule);
  for (const attack of simpleAttacks)
    t.notThrows(() => parseExperiment(parse(experimentFile({ ...text, rule: 'mean', attack }))), attack);
});

test('init - answers that cannot be met leave nothing', async (t) => {
  const folder = temporary(t);
  const stranger = fileOf(t, 'experiment.yaml', 'name: x\ntraffic: {config: absent.sumocfg}\n');
  for (const [answers, message] of [
    [{ servers: 4 }, /--servers 4.*has 3/],
    [{ rule: 'krum' }, /--rule krum: expected one of mean/],
    [{ attack: 'nonsense' }, /--attack nonsense/],
    [{ scenario: folder }, /expected a folder with an experiment\.yaml/],
    [{ scenario: join(stranger, '..') }, /experiment\.yaml/],
  ] as const)
    await t.throwsAsync(initExperiment({ ...ANSWERS, ...answers }, join(folder, 'out')), { message });
  t.deepEqual(readdirSync(folder), []);
});
