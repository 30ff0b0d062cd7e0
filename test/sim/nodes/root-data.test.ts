import test, { type ExecutionContext } from 'ava';
import { createRandom } from '../../../src/random.ts';
import type { TrainingEngine } from '../../../src/ml/index.ts';
import type { EdgeServer } from '../../../src/sim/nodes/edge-server.ts';
import { createRootWork, rootParts } from '../../../src/sim/nodes/root-data.ts';
import { runExperiment } from '../../../src/sim/run.ts';
import type { Summary } from '../../../src/sim/results/records.ts';
import type { ThetaStore } from '../../../src/sim/theta.ts';
import { prepareStanding } from '../../helpers/standing-vehicles.ts';

type WorkRequest = Parameters<TrainingEngine['work']>[0];

const LIARS = {
  attack: { name: 'sign-flip', magnitude: 3 },
  vehicles: Array.from({ length: 4 }, (_, index) => `v${index}`),
};

async function run(t: ExecutionContext, changes: object, threads = 1): Promise<Summary> {
  const { prepared, out } = await prepareStanding(t, {
    faults: [LIARS],
    stop: { epochs: 1000, rounds: 70 },
    ...changes,
  });
  return (await runExperiment(prepared, { out, threads })).summary;
}

test.serial('root data - with it FLTrust stands four liars of twelve, on any number of threads', async (t) => {
  const edgeServer = { rule: 'fltrust', rootExamples: 50 };
  const [trusting, deceived, twoThreads] = [
    await run(t, { edgeServer }),
    await run(t, { edgeServer: { rule: 'fltrust' } }),
    await run(t, { edgeServer }, 2),
  ];
  t.true(trusting.final!.accuracy > 0.5, String(trusting.final!.accuracy));
  // Whoever arrives first is trusted, and that is a liar.
  t.true(deceived.final!.accuracy < 0.3, String(deceived.final!.accuracy));
  t.is(twoThreads.digest, trusting.digest);
  // Its own gradients are not among those that are counted.
  t.is(trusting.gradients, deceived.gradients);
});

test.serial(
  'root data - the work is that of a worker, at what the edge server has made of theta, on its own data',
  async (t) => {
    const { prepared } = await prepareStanding(t, {
      learning: { local: { kind: 'local-steps', steps: 2, learningRate: 0.04, result: 'pseudo-gradient' } },
      edgeServer: { rule: { name: 'monna', f: 3 }, rootExamples: 20, rounds: 2 },
      stop: {},
    });
    const { experiment, dataset } = prepared;
    const { train } = dataset;
    const asked: WorkRequest[] = [];
    const released: unknown[] = [];
    const update = Float32Array.of(7);
    const engine = {
      work: (request: WorkRequest) => {
        asked.push(request);
        return Promise.resolve({ update, loss: 0 });
      },
      release: (vector: Float32Array) => released.push(vector),
    } as unknown as TrainingEngine;
    const version = { round: 0, values: Float32Array.of(1) };
    const theta = {
      retain: () => undefined,
      release: (given: unknown) => released.push(given),
    } as unknown as ThetaStore;
    const parameters = { serial: 3, values: Promise.resolve(Float32Array.of(2)) };
    const edgeRounds = { handOut: () => parameters, release: (given: unknown) => released.push(given) };
    const server = { index: 0, theta: version, edgeRounds } as unknown as EdgeServer;
    const work = createRootWork({ experiment, train, engine, theta, random: createRandom(1) })!;
    const own = await work(server, 0);
    t.is(own.vector, update);
    t.deepEqual(released, [version, parameters]);
    own.release();
    t.deepEqual(released, [version, parameters, update]);
    const [request] = asked;
    t.deepEqual(request!.work, experiment.learning.local);
    t.deepEqual(request!.parameters, Float32Array.of(2));
    const mine = new Set(rootParts(experiment, train, createRandom(1))[0]);
    t.deepEqual(
      request!.batches.map((batch) => new Set(batch).size),
      [10, 10],
    );
    t.true(request!.batches.every((batch) => batch.every((example) => mine.has(example))));
    await work(server, 1);
    t.notDeepEqual(asked[1]!.batches, request!.batches);
  },
);

for (const [what, edgeServer, message] of [
  [
    'a rule that trusts nobody',
    { rule: 'mean', rootExamples: 50 },
    /rootExamples: expected a rule that trusts .* got mean/,
  ],
  ['another one trusted', { rule: { name: 'fltrust', trusted: 1 }, rootExamples: 50 }, /trusted: 0/],
  ['less than a batch', { rule: 'fltrust', rootExamples: 5 }, /at least a batch \(learning.batchSize 10\), got 5/],
  ['more than there are', { rule: 'fltrust', rootExamples: 501 }, /at most the 500 examples at a, got 501/],
] as const) {
  test.serial(`root data - refuses ${what}`, async (t) => {
    await t.throwsAsync(prepareStanding(t, { edgeServer, stop: {} }), { code: 'E_EXPERIMENT_VALUE', message });
  });
}

test.serial('root data - is of the place where data is divided, the same at every call', async (t) => {
  const { prepared } = await prepareStanding(t, { edgeServer: { rule: 'fltrust', rootExamples: 20 }, stop: {} });
  const { experiment, dataset } = prepared;
  const [a, b] = [experiment.edgeServers[0]!, { ...experiment.edgeServers[0]!, name: 'b' }];
  const two = { ...experiment, edgeServers: [a, b], division: { kind: 'disjoint-by-label' } as const };
  const parts = rootParts(two, dataset.train, createRandom(1));
  t.deepEqual(parts, rootParts(two, dataset.train, createRandom(1)));
  const labels = parts.map((part) => new Set(Array.from(part, (index) => dataset.train.labels[index]!)));
  t.deepEqual(
    [...labels[0]!].filter((label) => labels[1]!.has(label)),
    [],
  );
  t.deepEqual(
    parts.map((part) => new Set(part).size),
    [20, 20],
  );
});
