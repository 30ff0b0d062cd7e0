import test from 'ava';
import {
  createCompression,
  createDataAttack,
  parameterLayout,
  type LocalWork,
  type TrainingEngine,
  type WorkRequest,
} from '../../../src/ml/index.ts';
import { createRandom } from '../../../src/random.ts';
import { bytesOf, decodeState, encodeState } from '../../../src/sim/checkpoints/state-codec.ts';
import { createTraining, type TrainingOptions, type WorkerMemory } from '../../../src/sim/nodes/training.ts';

const dimension = 40;
const layout = { ...parameterLayout({ kind: 'dense', hidden: [] }, { classes: 2, featureShape: [19] }), dimension };

/** An engine that keeps its books; update = first parameter + first example + index, and momentum as the real one has it. */
function createEngine() {
  const out = new Set<Float32Array>();
  const requests: WorkRequest[] = [];
  const take = (values: (index: number) => number): Float32Array => {
    const slot = new Float32Array(new SharedArrayBuffer(4 * dimension));
    for (let index = 0; index < dimension; index++) slot[index] = values(index);
    out.add(slot);
    return slot;
  };
  const engine: TrainingEngine = {
    report: { name: 'wasm', detail: 'fake', threads: 1, reason: 'test' },
    layout,
    allocateParameters: () => take(() => 0),
    gradient: async (parameters, examples) => {
      const { update, loss } = await engine.work({ work: { kind: 'gradient' }, parameters, batches: [examples] });
      return { gradient: update, loss };
    },
    work: async (request) => {
      requests.push(request);
      const { work, parameters, batches, momentum: before } = request;
      const gradient = (index: number): number => Math.sin(parameters[0]! + batches[0]![0]! + index);
      await Promise.resolve();
      if (work.kind !== 'worker-momentum') return { update: take(gradient), loss: 2 };
      const mixed = (index: number): number =>
        before === undefined ? gradient(index) : work.momentum * before[index]! + (1 - work.momentum) * gradient(index);
      return { update: take(mixed), loss: 3 - batches[0]![0]! / 10, momentum: take(mixed) };
    },
    release(vector) {
      if (!out.delete(vector)) throw new Error('released twice, or not its own');
    },
    evaluate: () => Promise.reject(new Error('not asked for here')),
    close: () => Promise.resolve(),
  };
  return { engine, out, requests };
}

const version = { round: 0, values: Promise.resolve(new Float32Array(dimension).fill(1)) };
const newWorker = (vehicleId = 'v1') =>
  ({ vehicleId, link: 0, parked: false, x: 0, y: 0, phase: { kind: 'idle' } }) as unknown as Parameters<
    ReturnType<typeof createTraining>['start']
  >[0];

function training(changes: Partial<TrainingOptions> = {}) {
  const books = createEngine();
  const { engine } = books;
  const options: TrainingOptions = {
    engine,
    work: { kind: 'gradient' },
    compression: undefined,
    random: createRandom(1),
    ...changes,
  };
  return { ...books, training: createTraining(options) };
}

const assignment = (serial: number) => ({ version, serial, batches: [Uint32Array.of(serial)] });

test('training - a gradient travels as it is, and its memory is given back once', async (t) => {
  const { training: it, out } = training();
  const message = await it.start(newWorker(), assignment(4));
  t.is(message.bytes, 4 * dimension);
  t.is(message.vector[0], Math.fround(Math.sin(5)));
  message.release();
  t.is(out.size, 0);
});

test('training - a faulty worker trains on altered data, with draws of its own for each piece of work', async (t) => {
  const { training: it, requests } = training();
  const dataAttack = createDataAttack('label-flip');
  for (const [vehicleId, serial] of [
    ['a', 1],
    ['a', 2],
    ['b', 1],
  ] as const)
    // prettier-ignore
    await it.start(newWorker(vehicleId), { ...assignment(serial), dataAttack });
  await it.start(newWorker('a'), assignment(3));
  t.deepEqual(
    requests.map((request) => request.dataAttack?.attack.name),
    ['label-flip', 'label-flip', 'label-flip', undefined],
  );
  const draws = requests.slice(0, 3).map((request) => request.dataAttack!.random.uint32());
  t.is(new Set(draws).size, 3);
  t.is(draws[1], createRandom(1).stream('data-attack', 'a', 2).uint32());
});

for (const work of [
  { kind: 'gradient' },
  { kind: 'local-steps', steps: 1, learningRate: 1, result: 'pseudo-gradient' },
] as const satisfies readonly LocalWork[]) {
  test(`training - ${work.kind}: starts from what the edge server made of theta, once that has arrived`, async (t) => {
    const { training: it } = training({ work });
    const own = new Promise<Float32Array>((resolve) => setImmediate(() => { resolve(new Float32Array(dimension).fill(9)); })); // prettier-ignore
    const { vector } = await it.start(newWorker(), { ...assignment(4), parameters: own });
    t.is(vector[0], Math.fround(Math.sin(13)));
  });
}

const momentum = { kind: 'worker-momentum', momentum: 0.75 } as const;

for (const [title, options] of Object.entries({
  momentum: { work: momentum },
  'top-k (its residual)': { compression: createCompression('top-k', { share: 0.1 }) },
  'eSGD (its residual, importance and loss)': {
    work: momentum,
    compression: createCompression('esgd', { share: 0.1 }),
  },
  'momentum behind QSGD (only draws)': { work: momentum, compression: createCompression('qsgd') },
} satisfies Readonly<Record<string, Partial<TrainingOptions>>>)) {
  test(`training - a worker's memory, saved and restored, goes on with the same bits: ${title}`, async (t) => {
    const send = async (it: ReturnType<typeof createTraining>, worker: ReturnType<typeof newWorker>, serial: number) =>
      (await it.start(worker, assignment(serial))).vector;
    const before = training(options);
    const worker = newWorker();
    for (const serial of [0, 1, 2]) await send(before.training, worker, serial);
    const saved = throughCheckpoint((await before.training.save(worker))!);
    const expected = [await send(before.training, worker, 3), await send(before.training, worker, 4)];

    const after = training(options);
    const again = newWorker();
    after.training.restore(again, saved);
    t.deepEqual([await send(after.training, again, 3), await send(after.training, again, 4)], expected);
    const fresh = newWorker();
    t.notDeepEqual(await send(after.training, fresh, 3), expected[0], 'there was something to remember');
    after.training.forget(again);
    after.training.forget(fresh);
    await new Promise((resolve) => setImmediate(resolve));
    // Messages without compression are the receiver's to release; everything else is back.
    t.is(after.out.size, 'compression' in options ? 0 : 3);
  });
}

test('training - a worker without memory has none to save', async (t) => {
  const { training: it } = training({ work: momentum });
  t.is(await it.save(newWorker()), undefined);
});

/** Through the form in which checkpoints keep a state. */
function throughCheckpoint(memory: WorkerMemory): WorkerMemory {
  const encoded = encodeState(memory);
  const { state, tensors } = decodeState(encoded.json);
  for (const [index, { tensor }] of tensors.entries()) bytesOf(tensor).set(bytesOf(encoded.tensors[index]!.tensor));
  return state as WorkerMemory;
}
