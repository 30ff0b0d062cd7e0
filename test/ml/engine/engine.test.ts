import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { assembleEngine } from '../../../src/ml/engine/assemble.ts';
import { findOpenBlas } from '../../../src/ml/backend/openblas.ts';
import { createDenseComputer } from '../../../src/ml/engine/dense-openblas.ts';
import { createGradientEngine, probeBackends } from '../../../src/ml/engine/engine.ts';
import type { GradientEngineOptions, TrainingEngine, WorkRequest } from '../../../src/ml/engine/engine.ts';
import { EngineError } from '../../../src/ml/engine/errors.ts';
import { packDataset } from '../../../src/ml/engine/packed-dataset.ts';
import { createDataAttack, withTrigger } from '../../../src/ml/attacks/index.ts';
import { scores } from '../../../src/ml/evaluate.ts';
import { startProcessLane } from '../../../src/ml/engine/lane-process.ts';
import { startThreadLane } from '../../../src/ml/engine/lane-thread.ts';
import type { Lane } from '../../../src/ml/engine/lane.ts';
import type { LaneRequest, LaneSetup } from '../../../src/ml/engine/protocol.ts';
import { initialParameters } from '../../../src/ml/parameters.ts';
import { createRandom } from '../../../src/random.ts';
import { READ_TYPESCRIPT } from '../../helpers/cli.ts';
import { relativeDifference, sampleDataset } from './reference.ts';

const sample = { featureShape: [8, 8], classes: 10, trainCount: 1200, testCount: 1100 };
const dataset = sampleDataset(sample);
/** Most columns are mostly zero, which some backends make use of. */
const sparse = sampleDataset({ ...sample, stored: 'sparse' });
const model = { kind: 'dense', hidden: [33, 17] } as const;
const options: GradientEngineOptions = { model, dataset, lossReduction: 'sum', threads: 1 };
const start = initialParameters(model, dataset, createRandom(1));

const probes = await probeBackends();
const usable = probes.filter(({ available }) => available).map(({ name }) => name);

for (const backend of usable) {
  test.serial(`engine - ${backend}: 1, 2 and 3 threads give the same bits`, async (t) => {
    for (const data of [dataset, sparse]) {
      const results = [];
      for (const threads of [1, 2, 3])
        results.push(await trainAndEvaluate(t, { ...options, dataset: data, backend, threads }));
      t.deepEqual(results[1], results[0]);
      t.deepEqual(results[2], results[0]);
    }
  });

  test.serial(`engine - ${backend}: parameters written to between two gradients are seen`, async (t) => {
    const engine = await open(t, { ...options, dataset: sparse, backend });
    const theta = allocate(engine);
    const batch = Uint32Array.of(1, 2, 3);
    const gradientAt = async (parameters: Float32Array): Promise<Float32Array> => {
      theta.set(parameters);
      const results = await Promise.all([engine.gradient(theta, batch), engine.gradient(theta, batch)]);
      t.deepEqual(results[1].gradient, results[0].gradient);
      return results[0].gradient.slice();
    };
    const elsewhere = allocate(engine);
    elsewhere.set(start.map((value) => -value));
    const first = await gradientAt(start);
    t.deepEqual(await gradientAt(elsewhere), (await engine.gradient(elsewhere, batch)).gradient);
    t.deepEqual(await gradientAt(start), first);
  });
}

test.serial('engine - openblas: data that are mostly zero reach the threads packed', async (t) => {
  const { openblas } = await findOpenBlas();
  if (openblas === undefined) {
    t.pass('no OpenBLAS');
    return;
  }
  const batch = Uint32Array.of(1, 2, 3);
  const [plain, packed] = [undefined, packDataset(sparse)!].map((data) => {
    const gradient = new Float32Array(start.length);
    const setup = { model, dataset: sparse, lossReduction: 'sum', packed: data } as const;
    createDenseComputer(setup, openblas).gradient(start, batch, gradient);
    return gradient;
  });
  const engine = await open(t, { ...options, dataset: sparse, backend: 'openblas' });
  t.notDeepEqual(packed, plain, 'sums in another order');
  t.deepEqual(new Float32Array((await engine.gradient(allocate(engine), batch)).gradient), packed);
});

test.serial('engine - wasm without OpenBLAS: 1 and 2 threads, and processes, give the same bits', async (t) => {
  const plain = { ...options, backend: 'wasm', openblasLibrary: false } as const;
  const one = await trainAndEvaluate(t, plain);
  t.deepEqual(await trainAndEvaluate(t, { ...plain, threads: 2 }), one);
  const engine = await assembleEngine(
    { ...options, threads: 2 },
    { setup: plainSetup(), reason: 'test', start: startProcessLane },
  );
  t.teardown(() => engine.close());
  t.deepEqual(await workload(engine), one);
});

test.serial('engine - the report names backend, versions, threads and reason', async (t) => {
  const auto = await open(t, { ...options, threads: 2 });
  t.is(auto.report.name, usable[0]!);
  t.is(auto.report.threads, 2);
  for (const { detail } of probes) t.notRegex(detail, /^backend /, 'its name stands beside it');
  const passedOver = probes.slice(
    0,
    probes.findIndex(({ available }) => available),
  );
  for (const { name } of passedOver) t.true(auto.report.reason.includes(`backend ${name}: `), auto.report.reason);
  t.deepEqual(
    probes.map(({ name }) => name),
    ['openblas', 'wasm', 'tfjs-node'],
  );
  const wasm = await open(t, { ...options, backend: 'wasm', openblasLibrary: false });
  t.is(wasm.report.reason, 'asked for');
  t.regex(wasm.report.detail, /^TensorFlow\.js 4\.\d+\.\d+ on WebAssembly, matrix products by XNNPACK$/);
});

test.serial('engine - what is more than matrix products goes to TensorFlow first, then to WebAssembly', async (t) => {
  const model = { kind: 'cnn', layers: [{ type: 'pooling' }] } as const;
  const { report } = await open(t, { ...options, model });
  const [expected, reason] = usable.includes('tfjs-node')
    ? (['tfjs-node', /^first choice$/] as const)
    : (['wasm', /^backend tfjs-node: [^;]*; [^;]*$/] as const);
  t.is(report.name, expected);
  t.regex(report.reason, reason);
});

test.serial('engine - gradients are overlapped, their memory is reused, and a slow reader keeps its own', async (t) => {
  const engine = await open(t, { ...options, threads: 2 });
  const theta = allocate(engine);
  const kept = await engine.gradient(theta, Uint32Array.of(1, 2, 3));
  const copy = kept.gradient.slice();
  const memories = new Set<ArrayBufferLike>();
  for (let turn = 0; turn < 20; turn++) {
    const batch = await Promise.all([4, 5, 6].map((index) => engine.gradient(theta, Uint32Array.of(index))));
    for (const { gradient } of batch) {
      t.true(gradient.buffer instanceof SharedArrayBuffer);
      memories.add(gradient.buffer);
      engine.release(gradient);
    }
  }
  t.is(memories.size, 3);
  // Many asked for at once take memory only as they are computed.
  const many = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const { gradient } = await engine.gradient(theta, Uint32Array.of(1));
      memories.add(gradient.buffer);
      engine.release(gradient);
    }),
  );
  t.is(many.length, 200);
  t.true(memories.size < 25, `${memories.size} vectors for 200 gradients on two threads`);
  t.deepEqual(kept.gradient, copy);
});

test.serial('engine - the batch is copied when the gradient is asked for', async (t) => {
  const engine = await open(t, options);
  const theta = allocate(engine);
  const examples = Uint32Array.of(9, 1, 2, 9).subarray(1, 3); // a view must not bring its neighbours along
  const asked = engine.gradient(theta, examples);
  examples.fill(7);
  t.deepEqual((await asked).gradient, (await engine.gradient(theta, Uint32Array.of(1, 2))).gradient);
});

test.serial('engine - local steps are what gradients asked for one by one give', async (t) => {
  const engine = await open(t, { ...options, threads: 2 });
  const theta = allocate(engine);
  const eta = 0.001;
  const batches = [Uint32Array.of(1, 2, 3), Uint32Array.of(4, 5), Uint32Array.of(6, 7, 8)];
  const local = allocate(engine);
  const losses: number[] = [];
  for (const examples of batches) {
    const { gradient, loss } = await engine.gradient(local, examples);
    for (let i = 0; i < local.length; i++) local[i]! -= eta * gradient[i]!;
    losses.push(loss);
    engine.release(gradient);
  }
  const work = { kind: 'local-steps', steps: 3, learningRate: eta, result: 'difference' } as const;
  const { update, loss, momentum } = await engine.work({ work, parameters: theta, batches });
  t.is(momentum, undefined);
  t.true(relativeDifference(update, theta.map((value, i) => value - local[i]!)) < 1e-4); // prettier-ignore
  t.true(Math.abs(loss - losses.reduce((sum, one) => sum + one, 0) / 3) < 1e-6);
});

test.serial("engine - a worker's momentum is its own, and stays readable until it is released", async (t) => {
  const engine = await open(t, { ...options, threads: 2 });
  const theta = allocate(engine);
  const work = { kind: 'worker-momentum', momentum: 0.75 } as const;
  const [a, b] = [Uint32Array.of(1, 2, 3), Uint32Array.of(4, 5)];
  const first = await engine.work({ work, parameters: theta, batches: [a] });
  const kept = first.momentum!.slice();
  const [gradientA, gradientB] = await Promise.all([engine.gradient(theta, a), engine.gradient(theta, b)]);
  t.deepEqual(first.update, gradientA.gradient);
  t.deepEqual(first.momentum, gradientA.gradient);
  const asked = engine.work({ work, parameters: theta, batches: [b], momentum: first.momentum! });
  t.throws(() => { engine.release(first.momentum!); }, { message: /a vector that a pending gradient/ }); // prettier-ignore
  const second = await asked;
  const expected = kept.map((value, i) => 0.75 * value + 0.25 * gradientB.gradient[i]!);
  t.deepEqual(second.update, expected);
  t.deepEqual(second.momentum, expected);
  t.deepEqual(first.momentum, kept);
  const vectors = [first.update, first.momentum!, second.update, second.momentum!];
  t.is(new Set(vectors.map(({ buffer }) => buffer)).size, 4);
  for (const vector of vectors) engine.release(vector);
});

for (const backend of usable) {
  test.serial(`engine - ${backend}: an attack on data gives the gradient of the data it leaves`, async (t) => {
    const flipped = { ...dataset.train, labels: dataset.train.labels.map((label) => 9 - label) };
    const reference = await open(t, { ...options, backend, dataset: { ...dataset, train: flipped } });
    const batches = [Uint32Array.of(1, 2, 3), Uint32Array.of(4, 5), Uint32Array.of(6, 7, 8)];
    const attack = createDataAttack('label-flip');
    const random = createRandom(7).stream('unused');
    const steps = { kind: 'local-steps', steps: 3, learningRate: 0.001, result: 'difference' } as const;
    for (const threads of backend === 'openblas' ? [1, 2] : [2]) {
      const engine = await open(t, { ...options, backend, threads });
      for (const request of [
        { work: { kind: 'gradient' }, batches: [batches[0]!] },
        { work: steps, batches },
      ] as const) {
        const expected = await reference.work({ ...request, parameters: allocate(reference) });
        const honest = await engine.work({ ...request, parameters: allocate(engine) });
        const faulty = await engine.work({ ...request, parameters: allocate(engine), dataAttack: { attack, random } });
        t.deepEqual(faulty, expected);
        t.notDeepEqual(honest.update, faulty.update);
      }
    }
  });
}

test.serial(
  'engine - draws of an attack on data are the same on any number of threads, one stream a work',
  async (t) => {
    const attack = createDataAttack('backdoor', { target: 3, size: 2, fraction: 0.5 });
    const results = [];
    for (const threads of [1, 3]) {
      const engine = await open(t, { ...options, threads });
      const theta = allocate(engine);
      const asked = Array.from({ length: 12 }, (_, serial) =>
        engine.work({
          work: { kind: 'gradient' },
          parameters: theta,
          batches: [Uint32Array.from({ length: 20 }, (__, index) => 20 * serial + index)],
          dataAttack: { attack, random: createRandom(7).stream('data-attack', serial) },
        }),
      );
      results.push(await Promise.all(asked));
    }
    t.deepEqual(results[1], results[0]);
  },
);

test.serial('engine - what an attack on data refuses reaches whoever asked, and the engine goes on', async (t) => {
  const engine = await open(t, options);
  const theta = allocate(engine);
  const random = createRandom(7).stream('attack');
  const attack = createDataAttack('backdoor', { size: 20 });
  const request = { work: { kind: 'gradient' }, parameters: theta, batches: [Uint32Array.of(1)] } as const;
  await t.throwsAsync(engine.work({ ...request, dataAttack: { attack, random } }), { code: 'E_ATTACK_OPTIONS' });
  t.true(Number.isFinite((await engine.work(request)).loss));
});

test.serial('engine - a backdoor succeeds as often as triggered test examples are taken for its target', async (t) => {
  const triggered = withTrigger(dataset, [createDataAttack('backdoor', { target: 4, size: 3, value: 2 })]);
  const others = dataset.test.labels.filter((label) => label !== 4).length;
  t.is(triggered.triggered?.count, others);
  const engine = await open(t, { ...options, dataset: triggered, threads: 2 });
  const theta = allocate(engine);
  const { confusion, count } = await engine.evaluate(theta, 'triggered');
  t.is(count, others);
  t.is(confusion.subarray(40, 50).reduce((sum, entry) => sum + entry, 0), others); // prettier-ignore
  // A model that says 4 whatever it sees is a perfect backdoor; one that never does is none.
  theta.fill(0)[engine.layout.dimension - 10 + 4] = 1;
  t.is(scores(await engine.evaluate(theta, 'triggered')).accuracy, 1);
  theta[engine.layout.dimension - 10 + 4] = -1;
  t.is(scores(await engine.evaluate(theta, 'triggered')).accuracy, 0);
  const plain = await open(t, options);
  await t.throwsAsync(plain.evaluate(allocate(plain), 'triggered'), {
    code: 'E_ENGINE_ARGUMENT',
    message: /no triggered examples/,
  });
});

test.serial('engine - parameters come zeroed, also when their memory was used before', async (t) => {
  const engine = await open(t, options);
  const first = allocate(engine);
  engine.release(first);
  const second = engine.allocateParameters();
  t.is(second.buffer, first.buffer);
  t.true(second.every((value) => value === 0));
  t.is(second.length, engine.layout.dimension);
});

test.serial('engine - evaluation of the first examples counts just those', async (t) => {
  const engine = await open(t, options);
  const theta = allocate(engine);
  for (const [split, count] of [
    ['test', 1],
    ['test', 501],
    ['train', 1200],
  ] as const) {
    const { confusion, count: counted } = await engine.evaluate(theta, split, count);
    t.is(counted, count);
    t.is(
      confusion.reduce((sum, entry) => sum + entry, 0),
      count,
    );
    const labels = dataset[split].labels.subarray(0, count);
    const zeros = confusion.subarray(0, 10).reduce((sum, entry) => sum + entry, 0);
    t.is(zeros, labels.filter((label) => label === 0).length);
  }
});

test.serial('engine - wrong arguments are refused with what was expected and got', async (t) => {
  const engine = await open(t, options);
  const theta = allocate(engine);
  const one = Uint32Array.of(0);
  const refused = async (run: () => Promise<unknown>, message: RegExp): Promise<void> => {
    const error = await t.throwsAsync(async () => run(), { instanceOf: EngineError, message });
    t.is(error.code, 'E_ENGINE_ARGUMENT');
  };
  const evaluate = (count: number): Promise<unknown> => engine.evaluate(theta, 'test', count);
  const release = (vector: Float32Array): Promise<void> => {
    engine.release(vector);
    return Promise.resolve();
  };
  await refused(() => engine.gradient(start, one), /length \d+ from elsewhere; copy it into one from allocateParam/);
  await refused(() => engine.gradient(theta.subarray(1), one), /from elsewhere/);
  await refused(() => engine.gradient(theta, new Uint32Array(0)), /examples: expected at least one index, got none/);
  const steps = { kind: 'local-steps', steps: 2, learningRate: 1, result: 'difference' } as const;
  const work = (more: Partial<WorkRequest>): Promise<unknown> =>
    engine.work({ work: steps, parameters: theta, batches: [one, one], ...more });
  await refused(() => work({ batches: [one] }), /batches: expected 2 for local-steps, got 1/);
  await refused(() => work({ batches: [one, Uint32Array.of(1200)] }), /batches\[1\]\[0\]: .* below 1200, got 1200/);
  await refused(() => work({ momentum: theta }), /momentum: expected none for local-steps/);
  await refused(() => work({ parameters: start }), /from elsewhere/);
  await refused(() => engine.gradient(theta, Uint32Array.of(0, 1200)), /examples\[1\]: .* below 1200, got 1200/);
  for (const count of [0, 1101, 1.5]) await refused(() => evaluate(count), /integer in \[1, 1100\], got/);
  for (const threads of [0, 1025, 1.5]) {
    const message = `threads: expected an integer in [1, 1024], got ${threads}`;
    const error = await t.throwsAsync(createGradientEngine({ ...options, threads }), {
      instanceOf: EngineError,
      message,
    });
    t.like(error, { code: 'E_ENGINE_THREADS', kind: 'usage' });
  }
  const reduction = 'median' as 'mean';
  await refused(() => createGradientEngine({ ...options, lossReduction: reduction }), /lossReduction: .* 'median'/);

  const pending = engine.gradient(theta, one);
  await refused(() => release(theta), /a vector that a pending gradient or evaluation reads/);
  const { gradient } = await pending;
  engine.release(gradient);
  await refused(() => release(gradient), /released before/);
  await refused(() => release(start), /from elsewhere/);
  // None of this has hurt the engine.
  t.true(Number.isFinite((await engine.gradient(theta, one)).loss));
});

test.serial('engine - a backend that is not there is named with the reason', async (t) => {
  const missing = (more: Partial<GradientEngineOptions>): Promise<unknown> =>
    createGradientEngine({ ...options, ...more });
  const expectation = { instanceOf: EngineError, code: 'E_BACKEND' };
  const library = '/nowhere/libopenblas.so';
  await t.throwsAsync(missing({ backend: 'openblas', openblasLibrary: library }), {
    ...expectation,
    message: /^backend openblas: OpenBLAS not found among \/nowhere\/libopenblas\.so/,
  });
  await t.throwsAsync(missing({ backend: 'wasm', openblasLibrary: library }), expectation);
  await t.throwsAsync(missing({ backend: 'openblas', openblasLibrary: false }), {
    ...expectation,
    message: /switched off by openblasLibrary: false/,
  });
  // A library that loads but is no OpenBLAS is as good as none.
  await t.throwsAsync(missing({ backend: 'openblas', openblasLibrary: 'libm.so.6' }), expectation);
});

for (const [what, startLane] of [
  ['thread', startThreadLane],
  ['process', startProcessLane],
] as const) {
  test.serial(`engine - a ${what} that crashes rejects everything that is pending, and what comes after`, async (t) => {
    const lanes: Lane[] = [];
    const engine = await assembleEngine(
      { ...options, threads: 2 },
      {
        setup: plainSetup(),
        reason: 'test',
        start: async (setup, events) => {
          const started = await startLane(setup, events);
          lanes.push(started.lane);
          return started;
        },
      },
    );
    const theta = allocate(engine);
    const pending = Array.from({ length: 40 }, () => engine.gradient(theta, Uint32Array.of(1, 2)));
    lanes[1]!.send(null as unknown as LaneRequest); // no request: its handler throws outside of any task
    const outcomes = await Promise.allSettled([...pending, engine.evaluate(theta, 'test')]);
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    t.true(errors.length > 0);
    for (const error of errors) t.is((error as EngineError).code, 'E_ENGINE_CRASHED');
    await t.throwsAsync(engine.gradient(theta, Uint32Array.of(1)), { code: 'E_ENGINE_CRASHED' });
    t.throws(() => engine.allocateParameters(), { code: 'E_ENGINE_CRASHED' });
    await engine.close();
  });
}

test.serial('engine - closing rejects what is pending, and may be repeated', async (t) => {
  const engine = await open(t, { ...options, threads: 2 });
  const theta = allocate(engine);
  const pending = Array.from({ length: 10 }, () => engine.gradient(theta, Uint32Array.of(1, 2)));
  const settled = Promise.allSettled(pending);
  await engine.close();
  const last = (await settled).at(-1)!;
  t.is(last.status === 'rejected' && (last.reason as EngineError).code, 'E_ENGINE_CLOSED');
  await t.throwsAsync(engine.gradient(theta, Uint32Array.of(1)), { code: 'E_ENGINE_CLOSED' });
  await t.throwsAsync(engine.evaluate(theta, 'test'), { code: 'E_ENGINE_CLOSED' });
  await t.notThrowsAsync(engine.close());
});

for (const [what, ending] of [
  ['closed', 'await engine.close();'],
  ['idle', ''],
] as const) {
  test.serial(`engine - a program that leaves its engine ${what} ends by itself`, async (t) => {
    const program = `
      import { createGradientEngine } from './src/ml/engine/engine.ts';
      import { sampleDataset } from './test/ml/engine/reference.ts';
      const engine = await createGradientEngine({
        model: { kind: 'dense', hidden: [] }, dataset: sampleDataset(), lossReduction: 'mean', threads: 2,
      });
      const { loss } = await engine.gradient(engine.allocateParameters(), Uint32Array.of(0));
      if (Math.abs(loss - Math.log(3)) > 1e-6) throw new Error('wrong loss ' + loss);
      ${ending}`;
    const child = spawn(process.execPath, [READ_TYPESCRIPT, '--input-type=module', '--eval', program]);
    t.teardown(() => child.kill('SIGKILL'));
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number | null];
    t.is(code, 0, complaints);
  });
}

function plainSetup(): LaneSetup {
  return { model, dataset, lossReduction: 'sum', backend: 'wasm', openblasLibrary: undefined };
}

async function open(t: ExecutionContext, wanted: GradientEngineOptions): Promise<TrainingEngine> {
  const engine = await createGradientEngine(wanted);
  t.teardown(() => engine.close());
  return engine;
}

function allocate(engine: TrainingEngine): Float32Array {
  const theta = engine.allocateParameters();
  theta.set(start);
  return theta;
}

async function trainAndEvaluate(t: ExecutionContext, wanted: GradientEngineOptions): Promise<unknown> {
  const engine = await open(t, wanted);
  const results = await workload(engine);
  await engine.close();
  return results;
}

/** Gradients of batches of several sizes, all asked for at once, and both evaluations. */
async function workload(engine: TrainingEngine): Promise<unknown> {
  const theta = allocate(engine);
  const batches = Array.from({ length: 24 }, (_, batch) =>
    Uint32Array.from({ length: 1 + ((batch * 37) % 120) }, (_, index) => (batch * 71 + index * 13) % 1200),
  );
  const gradients = await Promise.all(batches.map((examples) => engine.gradient(theta, examples)));
  const evaluations = await Promise.all([engine.evaluate(theta, 'test'), engine.evaluate(theta, 'train', 777)]);
  const local = [
    { kind: 'local-steps', steps: 3, learningRate: 0.001, result: 'pseudo-gradient' },
    { kind: 'fedprox', steps: 3, learningRate: 0.001, proximal: 0.5, result: 'difference' },
  ] as const;
  const walks = await Promise.all(
    local.map((work) => engine.work({ work, parameters: theta, batches: batches.slice(0, 3) })),
  );
  const momentum = { work: { kind: 'worker-momentum', momentum: 0.5 }, parameters: theta } as const;
  const first = await engine.work({ ...momentum, batches: [batches[0]!] });
  const second = await engine.work({ ...momentum, batches: [batches[1]!], momentum: first.momentum! });
  return { gradients, evaluations, walks, first, second };
}
