/** Folders of runs for the tests of the report: small, written by hand, every number known. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** An empty folder that goes away with the test. */
export function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-report-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** What is different in one folder: a file's content, or `undefined` to leave it out. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** Two edge servers, 4 rounds in 40 s, a crash, two classes. */
export function runFolder(t: ExecutionContext, changes: Changes = {}): string {
  const folder = temporaryFolder(t);
  for (const [file, content] of Object.entries({ ...FILES, ...changes }))
    if (content !== undefined) writeFileSync(join(folder, file), content);
  return folder;
}

export const DIGEST = '0123456789abcdef'.repeat(4);

export const MANIFEST = {
  schemaVersion: 1,
  name: 'town',
  seed: 7,
  edgemlsim: '0.1.0',
  node: 'v20.19.0',
  platform: 'linux x64',
  processor: 'a processor',
  sumo: 'SUMO 1.15.0',
  backend: { name: 'wasm', detail: 'SIMD', threads: 2, reason: '' },
  startedAt: '2026-11-23T00:00:00.000Z',
};

export const SUMMARY = {
  schemaVersion: 1,
  name: 'town',
  seed: 7,
  digest: DIGEST,
  stoppedBy: 'rounds',
  rounds: 4,
  epochs: 1.5,
  gradients: 31,
  fates: { used: 18, faulted: 2, late: 5, lost: 3, rejected: 1, unfinished: 2 },
  bytes: { cloudToEdgeServer: 4000, edgeServerToWorker: 31_000, workerToEdgeServer: 26_000, edgeServerToCloud: 4000 },
  tooFew: { skipped: 0, waited: 0, relaxed: 0, fallback: 0 },
  simulatedSeconds: 40,
  wallSeconds: 8,
  final: { accuracy: 0.875, loss: 0.25, precision: 0.9, recall: 0.875, f1: 0.87 },
  sumo: { version: 'SUMO 1.15.0', steps: 40 },
  backend: { name: 'wasm', threads: 2 },
};

const MAP = {
  schemaVersion: 1,
  edgeServers: [
    { name: 'west', x: 100, y: 100, range: 60 },
    { name: 'east', x: 400, y: 100, range: 60 },
  ],
  roads: [{ width: 6.4, shape: [0, 100, 250, 102, 500, 100] }],
  junctions: [[245, 95, 255, 95, 255, 105]],
};

const FILES: Changes = {
  'manifest.json': JSON.stringify(MANIFEST),
  'summary.json': JSON.stringify(SUMMARY),
  'map.json': JSON.stringify(MAP),
  'experiment.yaml':
    'name: town\ndescription: A town of two edge servers.\nseed: 7\nlearning:\n  edgeServer:\n    rule:\n      name: mean\n',
  'metrics.csv': [
    'epoch,round,simulated_s,wall_s,test_accuracy,test_loss,train_loss,precision,recall,f1',
    '1,2,20,4,0.5,0.75,0.7,0.5,0.5,0.5',
    '1.5,4,40,8,0.875,0.25,0.2,0.9,0.875,0.87',
    '',
  ].join('\n'),
  'rounds.csv': [
    'round,simulated_ms,used,faulted,late,lost,rejected,bytes_cloud_to_edge_server,bytes_edge_server_to_worker,bytes_worker_to_edge_server,bytes_edge_server_to_cloud,gradients_west,gradients_east',
    '1,10000,4,1,2,0,0,1000,8000,7000,1000,5,0',
    '2,20000,5,0,1,1,0,1000,8000,7000,1000,2,3',
    '3,30000,4,1,2,1,1,1000,8000,6000,1000,3,2',
    '4,40000,5,0,0,1,0,1000,7000,6000,1000,0,5',
    '',
  ].join('\n'),
  'outages.csv':
    'simulated_ms,event,tier,node\n12000,crash,edge-server,east\n18000,recover,edge-server,east\n35000,crash,worker,car.3\n',
  'places.csv': 'x,y,edge_server,delivered,late,lost\n90,90,west,12,1,0\n90,100,west,3,0,1\n390,90,east,5,4,2\n',
  'confusion.csv': 'class,predicted_0,predicted_1\n0,3,1\n1,0,4\n',
};
