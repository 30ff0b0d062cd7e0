import test from 'ava';
import { readRun } from '../../../src/report/run/read.ts';
import { MANIFEST, runFolder, SUMMARY, temporaryFolder } from '../run-folder.ts';

test('read - rounds by column, places over all edge servers, the matrix row by row', (t) => {
  const run = readRun(
    runFolder(t, { 'places.csv': 'x,y,edge_server,delivered,late,lost\n0,0,west,1,2,3\n0,0,east,4,0,1\n' }),
  );
  t.deepEqual([...run.rounds!.fates.keys()], ['used', 'faulted', 'late', 'lost', 'rejected']);
  t.deepEqual(run.rounds!.attendance.get('east'), [0, 3, 2, 5]);
  t.deepEqual(run.rounds!.simulatedSeconds, [10, 20, 30, 40]);
  t.deepEqual(run.places, [{ x: 0, y: 0, delivered: 5, late: 2, lost: 4 }]);
  t.deepEqual(run.confusion, [
    [3, 1],
    [0, 4],
  ]);
  t.is(run.evaluations[1]!.accuracy, 0.875);
});

test('read - a fate of a version to come is read like the others', (t) => {
  const run = readRun(
    runFolder(t, { 'rounds.csv': 'round,simulated_ms,used,omitted,bytes_up,gradients_a\n1,500,3,2,10,3\n' }),
  );
  t.deepEqual(
    [...run.rounds!.fates],
    [
      ['used', [3]],
      ['omitted', [2]],
    ],
  );
});

test('read - a killed run: no summary, a line half written', (t) => {
  const run = readRun(runFolder(t, { 'summary.json': undefined, 'metrics.csv': 'epoch,round\n1,2\n2' }));
  t.is(run.summary, undefined);
  t.deepEqual(
    run.evaluations.map(({ epoch, round }) => [epoch, round]),
    [[1, 2]],
  );
});

test('read - only a manifest makes a folder that of a run', (t) => {
  t.throws(() => readRun(temporaryFolder(t)), { code: 'E_RUN_FOLDER', message: /no manifest\.json/ });
  t.throws(() => readRun('/nowhere/at/all'), { code: 'E_RUN_FOLDER' });
});

for (const [what, changes, message] of [
  ['JSON cut short', { 'summary.json': '{"digest": "' }, /summary\.json: expected what a run writes there/],
  ['a manifest that is a list', { 'manifest.json': '[]' }, /manifest\.json.*"name"/],
  [
    'a summary of something else',
    { 'summary.json': JSON.stringify({ ...SUMMARY, digest: undefined }) },
    /summary\.json.*"digest"/,
  ],
  [
    'a run of a version to come',
    { 'manifest.json': JSON.stringify({ ...MANIFEST, schemaVersion: 99 }) },
    /newer version/,
  ],
  ['a map without roads', { 'map.json': '{"edgeServers": []}' }, /map\.json.*"roads"/],
] as const)
  test(`read - ${what} is refused in one line`, (t) => {
    const error = t.throws(() => readRun(runFolder(t, changes)), { code: 'E_RUN_FOLDER', message });
    t.false(error.message.includes('\n'));
  });
