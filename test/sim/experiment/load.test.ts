import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { stringify } from 'yaml';
import { ExperimentError } from '../../../src/sim/experiment/errors.ts';
import { loadExperiment, parseExperiment } from '../../../src/sim/experiment/load.ts';
import { applyOverride } from '../../../src/sim/experiment/overrides.ts';
import { experimentContent } from '../../helpers/experiments.ts';

const edgeServer = { name: 'a', position: { x: 0, y: 0 }, range: 50 };

/** What is wrong with the file, and the path and message expected. */
const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>, string, RegExp])[] = [
  ['a mistyped key', { edgeServer: [] }, 'edgeServer', /unknown key "edgeServer"; did you mean "edgeServers"\?/],
  [
    'a mistyped key deep inside',
    { edgeServers: [{ ...edgeServer, rnage: 5 }] },
    'edgeServers[0].rnage',
    /unknown key "rnage"; did you mean "range"\?/,
  ],
  [
    'a mistyped key that has to be there',
    { edgeServers: [edgeServer, { name: 'b', position: { x: 0, y: 0 }, rnge: 5 }] },
    'edgeServers[1].rnge',
    /unknown key "rnge"; did you mean "range"\?/,
  ],
  [
    'a key that is missing beside one that nobody knows',
    { edgeServers: [{ name: 'a', position: { x: 0, y: 0 }, colour: 'red' }] },
    'edgeServers[0].range',
    /expected number, but it is missing/,
  ],
  ['a key like no other', { zzz: 1 }, 'zzz', /unknown key "zzz"; known keys: name, description/],
  [
    'a negative range',
    { edgeServers: [edgeServer, { ...edgeServer, name: 'b', range: -3 }] },
    'edgeServers[1].range',
    /expected a number > 0, got -3/,
  ],
  [
    'a wrong type',
    { edgeServers: [{ ...edgeServer, range: '50 m' }] },
    'edgeServers[0].range',
    /expected number, got "50 m"/,
  ],
  ['a missing value', { name: undefined }, 'name', /expected string, but it is missing/],
  ['no edge server', { edgeServers: [] }, 'edgeServers', /expected >= 1 entries/],
  [
    'half a position',
    { edgeServers: [{ ...edgeServer, position: { x: 1 } }] },
    'edgeServers[0].position.y',
    /expected number, but it is missing/,
  ],
  [
    'a name used twice',
    { edgeServers: [edgeServer, edgeServer] },
    'edgeServers[1].name',
    /"a" is the name of edgeServers\[0\] too/,
  ],
  [
    'an unknown mode',
    { learning: { mode: 'sync' } },
    'learning.mode',
    /expected synchronous or buffered or asynchronous, got "sync"/,
  ],
  [
    'a mistyped mode',
    { learning: { mode: 'asynchronus' } },
    'learning.mode',
    /expected synchronous or buffered or asynchronous, got "asynchronus"; did you mean "asynchronous"\?$/,
  ],
  [
    'a mistyped data set',
    { data: { set: 'digit' } },
    'data.set',
    /expected digits or mnist or .*did you mean "digits"\?$/,
  ],
  ['a kind of link that is none', { network: { link: { kind: 5 } } }, 'network.link.kind', /pathloss, got 5$/],
  [
    'an unknown rule',
    { learning: { edgeServer: { rule: 'marginal-medain' } } },
    'learning.edgeServer.rule',
    /unknown rule "marginal-medain"; did you mean "marginal-median"\?/,
  ],
  [
    'an unknown option of an attack',
    { faults: [{ attack: { name: 'sign-flip', magnitud: 5 }, count: 2 }] },
    'faults[0].attack.magnitud',
    /unknown key "magnitud"; did you mean "magnitude"\?/,
  ],
  [
    'a rate above one',
    { faults: [{ attack: 'bit-flip', rate: 2 }] },
    'faults[0].rate',
    /expected a number <= 1, got 2/,
  ],
  [
    'both count and rate',
    { faults: [{ attack: 'bit-flip', rate: 0.1, count: 2 }] },
    'faults[0]',
    /either count or rate/,
  ],
  [
    'a kind of model that is none',
    { model: { kind: 'rnn' } },
    'model.kind',
    /expected dense or cnn or layers-model or custom, got "rnn"/,
  ],
  [
    'a mistake within one kind of model',
    { model: { kind: 'cnn', layers: [{ type: 'convolution', filters: 6, sise: 5 }] } },
    'model.layers[0].size',
    /expected number, but it is missing/,
  ],
  ['a fractional seed', { seed: 0.5 }, 'seed', /expected int, got 0\.5/],
];

for (const [name, changes, path, message] of wrong) {
  test(`load - ${name} is refused with its path`, (t) => {
    const error = t.throws(() => parseExperiment(experimentContent(changes), 'test.yaml'), {
      instanceOf: ExperimentError,
    });
    t.is(error.path, path);
    t.regex(error.message, message);
    t.true(error.message.startsWith(`test.yaml: ${path}: `), error.message);
    t.false(error.message.includes('\n'));
    t.is(error.kind, 'usage');
  });
}

test('load - defaults are filled in, rules and attacks resolved, the result frozen', (t) => {
  const experiment = parseExperiment(experimentContent({ faults: [{ attack: 'sign-flip', count: 2 }] }));
  t.is(experiment.workers.computeTimeMs, 200);
  t.is(experiment.learning.mode, 'buffered');
  t.deepEqual(experiment.learning.edgeServer, {
    rule: { name: 'mean' },
    preAggregations: [],
    tooFew: 'skip',
    gradients: 10,
    rounds: 1,
  });
  t.like(experiment.faults[0], { kind: 'byzantine', node: 'worker', attack: { name: 'sign-flip' } });
  t.true(Object.isFrozen(experiment.edgeServers[0]));
  t.deepEqual(parseExperiment(JSON.parse(JSON.stringify(experiment))), experiment);
});

async function inFile(content: string, use: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'edgemlsim-'));
  try {
    const file = join(folder, 'experiment.yaml');
    await writeFile(file, content);
    await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('load - reads a file and applies overrides in order', async (t) => {
  await inFile(stringify(experimentContent()), async (file) => {
    const experiment = await loadExperiment(file, ['seed=7', 'edgeServers[0].range=80', 'stop.epochs=3', 'seed=9']);
    t.is(experiment.seed, 9);
    t.is(experiment.edgeServers[0]?.range, 80);
    t.is(experiment.stop.epochs, 3);
  });
});

test('load - an absent file, bad YAML, an alias and a file too large each get one line', async (t) => {
  await t.throwsAsync(loadExperiment('/nowhere/experiment.yaml'), {
    message: /no such file; expected an experiment file/,
  });
  await inFile('name: [1', async (file) => {
    await t.throwsAsync(loadExperiment(file), { code: 'E_EXPERIMENT_YAML', message: /not YAML: .* line 1/ });
  });
  await inFile('a: &x 1\nb: *x\n', async (file) => {
    await t.throwsAsync(loadExperiment(file), { code: 'E_EXPERIMENT_YAML', message: /aliases are not allowed/ });
  });
  await inFile(`# ${'x'.repeat(1_000_001)}`, async (file) => {
    await t.throwsAsync(loadExperiment(file), { code: 'E_EXPERIMENT_FILE', message: /at most 1000000 bytes/ });
  });
});

test('overrides - make what is missing, add to the end of a list, and leave the original alone', (t) => {
  const original = { list: [1], deep: {} };
  t.deepEqual(applyOverride(original, 'deep.new.value=[1, 2]'), { list: [1], deep: { new: { value: [1, 2] } } });
  t.deepEqual(applyOverride(original, 'list[1]=two'), { list: [1, 'two'], deep: {} });
  t.deepEqual(applyOverride(original, 'text=a=b'), { ...original, text: 'a=b' });
  t.deepEqual(original, { list: [1], deep: {} });
});

for (const assignment of [
  'seed',
  '=1',
  'a..b=1',
  'a[x]=1',
  'list[7]=1',
  'list.name=1',
  'number.part=1',
  'a={',
  '__proto__.x=1',
]) {
  test(`overrides - "${assignment}" is refused`, (t) => {
    t.throws(() => applyOverride({ list: [1], number: 3 }, assignment), {
      instanceOf: ExperimentError,
      code: 'E_EXPERIMENT_SET',
    });
  });
}

test('load - a file with sweeps is many experiments: one line says what to do', async (t) => {
  const file = join(await mkdtemp(join(tmpdir(), 'edgemlsim-load-')), 'swept.yaml');
  t.teardown(() => rm(dirname(file), { recursive: true }));
  await writeFile(file, 'seed: 3\nedgeServers:\n  - range: { sweep: [50, 100] }\n');
  const error = await t.throwsAsync(() => loadExperiment(file), { code: 'E_EXPERIMENT_VALUE' });
  t.regex(
    error.message,
    /edgeServers\[0\]\.range is swept; run it with "edgemlsim sweep", or .* --set edgeServers\[0\]\.range=VALUE$/,
  );
});
