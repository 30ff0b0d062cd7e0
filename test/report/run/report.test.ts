import test from 'ava';
import { readRun } from '../../../src/report/run/read.ts';
import { renderRunReport, runCharts } from '../../../src/report/run/report.ts';
import { assertSelfContained, assertWellFormed, wordsOf } from '../page-checks.ts';
import { DIGEST, MANIFEST, runFolder, SUMMARY } from '../run-folder.ts';

test("report - the answer comes first, and the numbers are the run's", (t) => {
  const page = renderRunReport(readRun(runFolder(t)));
  assertWellFormed(t, page);
  assertSelfContained(t, page);
  t.regex(page, /<h1>87\.5\u202f% test accuracy after 40\u202fs of traffic<\/h1>/);
  const words = wordsOf(page);
  for (const expected of [
    'town, seed 7',
    'A town of two edge servers. Stopped because all rounds were done.',
    DIGEST,
    'gradients used 20 65 % of 31 made',
    'wall time 8 s 5\u00d7 real time',
    'bytes sent 65.0 kB',
    'used 18 58.1 % entered the model',
    'late 5 16.1 % came after',
    'edge servers \u2192 workers 31.0 kB 47.7 % 7.75 kB',
    'west 10 50.0 % 75.0 %',
    'Of 20 gradients that entered the model, 2 (10.0 %) were as the adversary made them',
    '2 nodes crashed, 2 times in all.',
    '1 mistake in 8 test examples (12.5 %). Most often taken: 0 for 1 (1).',
    '0 1.000 0.750 0.857 4',
    '1 0.800 1.000 0.889 4',
    'SUMO 1.15.0',
    'rule: name: mean',
  ])
    t.true(words.includes(expected), expected);
});

test('report - the success of a backdoor, where there was one', (t) => {
  const folder = runFolder(t, {
    'metrics.csv': 'epoch,round,simulated_s,test_accuracy,attack_success\n1,2,10,0.5,NaN\n2,4,40,0.75,0.625\n',
  });
  const page = renderRunReport(readRun(folder));
  assertWellFormed(t, page);
  t.true(wordsOf(page).includes('attack success 62.5 % of marked test examples'));
  t.true(wordsOf(page).includes('dashed, of marked ones taken for the backdoor'));
  t.false(wordsOf(renderRunReport(readRun(runFolder(t)))).includes('attack success'));
});

test('report - every section whose file is missing says so, and the page stands', (t) => {
  const files = [
    'summary.json',
    'metrics.csv',
    'rounds.csv',
    'map.json',
    'places.csv',
    'outages.csv',
    'confusion.csv',
    'experiment.yaml',
  ];
  const page = renderRunReport(readRun(runFolder(t, Object.fromEntries(files.map((file) => [file, undefined])))));
  assertWellFormed(t, page);
  for (const file of ['summary.json', 'metrics.csv', 'rounds.csv', 'map.json', 'confusion.csv', 'experiment.yaml'])
    t.regex(page, new RegExp(`class="missing">[^<]*${file.replace('.', '\\.')}`), file);
});

test('report - a run in which nothing happened has a report', (t) => {
  const summary = {
    ...SUMMARY,
    gradients: 0,
    rounds: 0,
    final: null,
    fates: { used: 0, late: 0 },
    bytes: { cloudToEdgeServer: 0 },
  };
  const header = (text: string): string => `${text}\n`;
  const page = renderRunReport(
    readRun(
      runFolder(t, {
        'summary.json': JSON.stringify(summary),
        'metrics.csv': header('epoch,round,simulated_s,wall_s,test_accuracy,test_loss,train_loss,precision,recall,f1'),
        'rounds.csv': header('round,simulated_ms,used,late,bytes_cloud_to_edge_server,gradients_west'),
        'places.csv': header('x,y,edge_server,delivered,late,lost'),
        'outages.csv': undefined,
        'confusion.csv': undefined,
      }),
    ),
  );
  assertWellFormed(t, page);
  t.false(/NaN|Infinity|undefined/.test(page));
});

test('report - a diverged run: losses that are not numbers leave gaps, huge ones a logarithmic scale', (t) => {
  const lines = ['1,1,10,1,0.1,9e9,2,0,0,0', '2,2,20,2,0.1,NaN,NaN,0,0,0', '3,3,30,3,0.1,1,1,0,0,0'];
  const page = renderRunReport(
    readRun(
      runFolder(t, {
        'metrics.csv': `epoch,round,simulated_s,wall_s,test_accuracy,test_loss,train_loss,precision,recall,f1\n${lines.join('\n')}\n`,
      }),
    ),
  );
  assertWellFormed(t, page);
  t.true(page.includes('a gap is where it was not finite'));
  t.false(/="[^"]*NaN/.test(page));
});

test('report - nothing in a run can put markup into its page', (t) => {
  const evil = '<script>alert(1)</script>';
  const page = renderRunReport(
    readRun(
      runFolder(t, {
        'manifest.json': JSON.stringify({ ...MANIFEST, name: evil, processor: `"><img src=x>${evil}` }),
        'experiment.yaml': `name: x\ndescription: "${evil}"\n`,
        'outages.csv': `simulated_ms,event,tier,node\n1000,crash,worker,${evil}\n`,
        'map.json': JSON.stringify({ edgeServers: [{ name: evil, x: 0, y: 0, range: 50 }], roads: [], junctions: [] }),
      }),
    ),
  );
  assertWellFormed(t, page);
  t.false(/<script|<img/.test(page));
  t.true(page.includes('&lt;script&gt;'));
});

test('report - timings are shown where a run has them, largest numbers readable', (t) => {
  const timings = { waitingForSumo: 2, gradientEngine: 4 };
  const words = wordsOf(
    renderRunReport(readRun(runFolder(t, { 'summary.json': JSON.stringify({ ...SUMMARY, timings }) }))),
  );
  t.true(words.includes('waiting for sumo 2 s 25.0 %'));
  t.true(words.includes('gradient engine 4 s 50.0 %'));
});

test('report - each chart has a file name of its own', (t) => {
  const names = runCharts(readRun(runFolder(t))).map(({ name }) => name);
  t.deepEqual(names, [
    'accuracy-simulated-time',
    'loss-simulated-time',
    'map-delivered',
    'map-late',
    'map-lost',
    'attendance',
    'gradients',
    'outages',
    'confusion',
  ]);
});

test('report - more than six edge servers become rows, of more than forty the busiest', (t) => {
  const names = Array.from({ length: 45 }, (_, index) => `server-${index}`);
  const header = `round,simulated_ms,used,bytes_up,${names.map((name) => `gradients_${name}`).join(',')}`;
  const page = renderRunReport(
    readRun(runFolder(t, { 'rounds.csv': `${header}\n1,1000,990,1,${names.map((_, index) => index).join(',')}\n` })),
  );
  assertWellFormed(t, page);
  t.true(page.includes('Shown are the 40 busiest of 45.'));
  t.true(page.includes('server-44: 44 gradients'));
  t.false(page.includes('server-3:'));
});
