import test from 'ava';
import { applyOverride } from '../../src/sim/index.ts';
import { expand } from '../../src/sweep/expand.ts';

const labels = (content: unknown): readonly Readonly<Record<string, string>>[] =>
  expand(content, 'file.yaml').runs.map((run) => run.labels);

test('sweep expand - every combination, the first sweep changing slowest, the file untouched', (t) => {
  const content = { seed: { sweep: [1, 2] }, stop: { epochs: 3 }, edgeServers: [{ range: { sweep: [50, 100, 150] } }] };
  const before = structuredClone(content);
  const { dimensions, runs } = expand(content, 'file.yaml');
  t.deepEqual(dimensions, ['seed', 'edgeServers[0].range']);
  t.deepEqual(
    runs.map((run) => run.content),
    [1, 2].flatMap((seed) => [50, 100, 150].map((range) => ({ seed, stop: { epochs: 3 }, edgeServers: [{ range }] }))),
  );
  t.deepEqual(runs[4]!.labels, { seed: '2', 'edgeServers[0].range': '100' });
  t.deepEqual(content, before);
});

test('sweep expand - the overrides of a run applied to the file give its content', (t) => {
  const content = {
    rule: { sweep: ['mean', { name: 'krum', f: { sweep: [1, 2] } }] },
    edgeServers: {
      sweep: [[{ range: 1 }], [{ range: { sweep: [2, 3], name: 'r' } }, { range: { sweep: [4, 5], name: 'r' } }]],
    },
  };
  const { runs } = expand(content, 'file.yaml');
  t.is(runs.length, 3 * 3);
  for (const run of runs) t.deepEqual(run.overrides.reduce<unknown>(applyOverride, content), run.content);
});

test('sweep expand - sweeps of one name go together', (t) => {
  const both = (name: string) => ({ sweep: ['mean', 'krum'], name });
  t.deepEqual(labels({ a: both('rule'), b: both('rule') }), [{ rule: 'mean' }, { rule: 'krum' }]);
  t.is(labels({ a: both('one'), b: both('other') }).length, 4);
  const error = t.throws(() => expand({ a: both('rule'), b: { sweep: [1, 2, 3], name: 'rule' } }, 'file.yaml'), {
    code: 'E_SWEEP',
  });
  t.regex(error.message, /^file\.yaml: b: sweeps named "rule" go together, so expected 2 values.*got 3$/);
});

test('sweep expand - a sweep within a value exists in the runs with that value only', (t) => {
  t.deepEqual(labels({ rule: { sweep: ['mean', { name: 'krum', f: { sweep: [1, 2] } }], labels: ['mean', 'krum'] } }), [
    { rule: 'mean' },
    { rule: 'krum', 'rule.f': '1' },
    { rule: 'krum', 'rule.f': '2' },
  ]);
});

test('sweep expand - nothing swept, and more than 100,000 runs, are refused in one line', (t) => {
  t.throws(() => expand({ seed: 1 }, 'file.yaml'), { code: 'E_SWEEP', message: /^file\.yaml: nothing is swept/ });
  const ten = { sweep: { from: 1, to: 10, step: 1 } };
  const six = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`key${index}`, ten]));
  t.throws(() => expand(six, 'file.yaml'), { code: 'E_SWEEP', message: /its runs are more than the 100000/ });
});
