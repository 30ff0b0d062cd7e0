import test from 'ava';
import { updateTheta, viewOf, type CloudServer } from '../../../src/sim/nodes/cloud-server.ts';
import type { Aggregate } from '../../../src/sim/nodes/messages.ts';
import { createThetaStore } from '../../../src/sim/theta.ts';

const aggregate = (edgeServer: number, value: Float32Array): Aggregate => ({
  edgeServer,
  serial: 0,
  faults: [],
  adaptation: 'as-declared',
  used: 1,
  faulted: 0,
  value: Promise.resolve(value),
});

/** Takes the mean of what it gets and a step of rate 1. */
function server(step: 'mean' | 'sum', released: Float32Array[] = []): CloudServer {
  return {
    aggregator: {
      waitsFor: () => false,
      aggregate: (inputs) => ({
        faulty: [],
        adaptation: 'as-declared',
        value: Promise.all(inputs.map(({ value }) => value)).then((vectors) =>
          Float32Array.of(vectors.reduce((sum, vector) => sum + vector[0]!, 0) / vectors.length),
        ),
      }),
      snapshot: () => Promise.resolve({ serial: 0, states: {} }),
    },
    optimizer: {
      name: 'plain',
      init: () => undefined,
      apply(theta, gradient, state, next) {
        next[0] = theta[0]! - gradient[0]!;
        return state;
      },
    },
    theta: createThetaStore([{ round: 0, values: Float32Array.of(10) }], () => new Float32Array(1)),
    memory: { release: (vector) => released.push(vector) },
    step,
    buffer: [aggregate(0, Float32Array.of(1)), aggregate(1, Float32Array.of(3))],
    optimizerState: undefined,
    previousUpdate: undefined,
  };
}

for (const [step, theta] of [
  ['mean', 8],
  ['sum', 6],
] as const) {
  test(`cloud-server - ${step}: the step is taken; an adversary sees the aggregate in a gradient's units`, async (t) => {
    const cloud = server(step);
    t.deepEqual(viewOf(cloud), {});
    const { version } = updateTheta(cloud, 0);
    t.deepEqual(await version?.values, Float32Array.of(theta));
    t.deepEqual(await viewOf(cloud).previousUpdate, Float32Array.of(2));
    t.deepEqual(cloud.buffer, []);
  });
}

test('cloud-server - aggregates are given back once theta follows from them, but for one whose memory the result shares', async (t) => {
  const released: Float32Array[] = [];
  const cloud = server('mean', released);
  const values = await Promise.all(cloud.buffer.map(({ value }) => value));
  const { version } = updateTheta(cloud, 0);
  t.deepEqual(released, []);
  await version?.values;
  await new Promise(setImmediate);
  t.deepEqual(released, values);

  const [only] = values;
  const passesOn: CloudServer = {
    ...server('mean', released),
    aggregator: {
      ...cloud.aggregator,
      aggregate: ([input]) => ({
        faulty: [],
        adaptation: 'as-declared',
        value: input!.value.then((vector) => vector.subarray(0)),
      }),
    },
    buffer: [aggregate(0, only!)],
  };
  await updateTheta(passesOn, 0).version?.values;
  await new Promise(setImmediate);
  t.deepEqual(released, values);
});

test('cloud-server - nothing is given back where the aggregation fails', async (t) => {
  const released: Float32Array[] = [];
  const cloud = server('mean', released);
  cloud.buffer.push({ ...aggregate(2, new Float32Array(1)), value: Promise.reject(new Error('lost')) });
  await t.throwsAsync(async () => updateTheta(cloud, 0).version?.values, { message: 'lost' });
  await new Promise(setImmediate);
  t.deepEqual(released, []);
});

test('cloud-server - nothing is given back before the rule has done its work', async (t) => {
  const released: Float32Array[] = [];
  const cloud = server('mean', released);
  let finish: (combined: Float32Array) => void = () => undefined;
  const combined = new Promise<Float32Array>((resolve) => {
    finish = resolve;
  });
  const waiting: CloudServer = {
    ...cloud,
    aggregator: { ...cloud.aggregator, aggregate: () => ({ faulty: [], adaptation: 'as-declared', value: combined }) },
  };
  const { version } = updateTheta(waiting, 0);
  await new Promise(setImmediate);
  t.deepEqual(released, []);
  finish(Float32Array.of(2));
  await version?.values;
  await new Promise(setImmediate);
  t.is(released.length, 2);
});
