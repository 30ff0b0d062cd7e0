import test from 'ava';
import { renderComparison } from '../../src/report/compare.ts';
import { readRun } from '../../src/report/run/read.ts';
import { assertSelfContained, assertWellFormed, wordsOf } from './page-checks.ts';
import { MANIFEST, runFolder, SUMMARY } from './run-folder.ts';

test('compare - finals, the values that differ and only those', (t) => {
  const other = runFolder(t, {
    'summary.json': JSON.stringify({ ...SUMMARY, digest: 'f'.repeat(64), rounds: 9 }),
    'metrics.csv':
      'epoch,round,simulated_s,wall_s,test_accuracy,test_loss,train_loss,precision,recall,f1\n1,9,33,3,0.9375,0.5,0.5,0.9,0.9,0.9\n',
    'experiment.yaml':
      'name: town\ndescription: A town of two edge servers.\nseed: 7\nlearning:\n  edgeServer:\n    rule:\n      name: krum\n      f: 1\n',
  });
  const page = renderComparison([readRun(runFolder(t)), readRun(other)]);
  assertWellFormed(t, page);
  assertSelfContained(t, page);
  t.true(page.includes('93.75\u202f%'));
  t.true(page.includes('87.50\u202f%'));
  t.true(page.includes('ffffffffffff'));
  t.regex(page, /Highest final test accuracy: 93\.8\u202f%/);
  t.true(wordsOf(page).includes('2 values of the experiments differ; all others are the same.'));
  t.regex(page, /<code>learning\.edgeServer\.rule\.name<\/code>/);
  t.regex(page, /<code>learning\.edgeServer\.rule\.f<\/code>/);
  t.false(page.includes('<code>description</code>'));
});

test('compare - the same run twice is said to be the same; so is a lack of experiments', (t) => {
  const same = renderComparison([readRun(runFolder(t)), readRun(runFolder(t))]);
  t.true(same.includes('Equal to the last bit'));
  t.true(wordsOf(same).includes('every value of the experiments is the same'));
  const without = runFolder(t, { 'experiment.yaml': undefined, 'summary.json': undefined, 'metrics.csv': undefined });
  const page = renderComparison([
    readRun(without),
    readRun(runFolder(t, { 'manifest.json': JSON.stringify(MANIFEST) })),
  ]);
  assertWellFormed(t, page);
  t.true(wordsOf(page).includes('lacks experiment.yaml'));
  t.true(page.includes('did not end'));
});
