import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { curveOfRun, publishedCurves } from '../../src/reproduce/curves.ts';
import { overridesFor, seedsFor, SETTINGS } from '../../src/reproduce/settings.ts';
import { publicData } from '../helpers/public-data.ts';

function folderWith(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-curves-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const setting = SETTINGS.find(({ id }) => id === 'mean-sign-flip')!;

test('reproduce curves - the authors’ files: epoch, accuracy, loss (or nan), seconds', (t) => {
  const folder = folderWith(t, {
    'mnist-mean-signflip_attack-1.csv': '1,0.5,2.1,98\n2,0.6,nan,126\n',
    'mnist-mean-signflip_attack-2.csv': '1,0.4,2.2,97\n',
    'mnist-mean-bitflip_attack-1.csv': '1,0.9,0.1,1\n',
  });
  const [first, second] = publishedCurves(folder, setting);
  t.deepEqual(first?.[0], { epoch: 1, accuracy: 0.5, trainLoss: 2.1, seconds: 98 });
  t.is(first?.length, 2);
  t.is(second?.[0]?.accuracy, 0.4);
});

test('reproduce curves - files that are absent or malformed are named', (t) => {
  const none = folderWith(t, {});
  t.throws(() => publishedCurves(none, setting), { code: 'E_PUBLISHED_DATA', message: /no file mnist-mean-signflip/ });
  const skips = folderWith(t, { 'mnist-mean-signflip_attack-1.csv': '1,0.5,2.1,98\n3,0.6,2,126\n' });
  t.throws(() => publishedCurves(skips, setting), { code: 'E_PUBLISHED_DATA', message: /line 2: expected 2,accuracy/ });
  const wild = folderWith(t, { 'mnist-mean-signflip_attack-1.csv': '1,98,2.1,0.5\n' });
  t.throws(() => publishedCurves(wild, setting), { message: /line 1: .*got "1,98,2\.1,0\.5"/ });
});

test('reproduce curves - a run’s metrics by the names of their columns, whole epochs only', (t) => {
  const folder = folderWith(t, {
    'metrics.csv':
      'epoch,round,simulated_s,wall_s,test_accuracy,test_loss,train_loss\n1,5,98.2,3,0.25,2,2.1\n1.4,7,120,4,0.3,2,2\n',
  });
  t.deepEqual(curveOfRun(folder), [{ epoch: 1, accuracy: 0.25, trainLoss: 2.1, seconds: 98.2 }]);
});

test('reproduce settings - seed 2 first, then the others, none twice', (t) => {
  t.deepEqual(seedsFor(1), [2]);
  t.deepEqual(seedsFor(5), [2, 1, 3, 4, 5]);
});

test('reproduce settings - attacks fall on any two of the ten inputs, rules on both tiers', (t) => {
  const overrides = overridesFor(
    SETTINGS.find(({ id }) => id === 'median-sign-flip')!,
    'program',
    [1, 2, 3, 4],
  );
  t.true(overrides.includes('edgeServers=[1,2,3]'));
  t.true(overrides.includes('learning.edgeServer.rule=marginal-median'));
  t.true(overrides.includes('learning.cloud.rule=marginal-median'));
  t.true(
    overrides.includes('faults=[{"attack":{"name":"sign-flip","magnitude":5},"count":2,"identities":"per-buffer"}]'),
  );
});

const data = publicData('srds21');
(data === undefined ? test.skip : test)('reproduce curves - the authors’ raw results are all read', (t) => {
  const runs = SETTINGS.map((one) => publishedCurves(join(data!, 'srds21'), one).length);
  t.deepEqual(runs, [5, 5, 5, 5, 5, 2, 5]);
  const mean3 = publishedCurves(join(data!, 'srds21'), SETTINGS[2]!);
  t.is(mean3[0]![9]!.accuracy, 0.8592);
});
