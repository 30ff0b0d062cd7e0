/** The kernels of `wasm-convolution.ts` and `wasm-pooling.ts` beside those of TensorFlow.js's plain JavaScript backend. */
import test from 'ava';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { findOpenBlas } from '../../../src/ml/backend/openblas.ts';
import { loadWasm } from '../../../src/ml/backend/wasm.ts';
import { createRandom } from '../../../src/random.ts';
import { relativeDifference } from '../engine/reference.ts';

const { openblas } = await findOpenBlas();

type Shape4 = [number, number, number, number];
const convolutions: readonly { x: Shape4; filter: Shape4; strides: [number, number]; pad: 'valid' | 'same' }[] = [
  { x: [3, 7, 6, 2], filter: [3, 3, 2, 5], strides: [1, 1], pad: 'valid' },
  { x: [3, 7, 6, 2], filter: [3, 3, 2, 5], strides: [1, 1], pad: 'same' },
  { x: [2, 9, 8, 3], filter: [2, 4, 3, 1], strides: [2, 3], pad: 'same' },
  { x: [2, 9, 8, 1], filter: [1, 1, 1, 4], strides: [2, 2], pad: 'valid' },
  { x: [1, 4, 4, 3], filter: [7, 7, 3, 2], strides: [1, 1], pad: 'same' }, // larger than the image
  { x: [40, 28, 28, 3], filter: [5, 5, 3, 4], strides: [1, 1], pad: 'same' }, // several blocks of patches
];

const values = (shape: readonly number[], name: string): Float32Array => {
  const stream = createRandom(5).stream(name);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => stream.normal());
};

async function on(backend: 'cpu' | 'wasm' | 'openblas', compute: () => tf.Tensor): Promise<Float32Array> {
  if (backend === 'cpu') await tf.setBackend('cpu');
  else await loadWasm(backend === 'openblas' ? openblas : undefined);
  return tf.tidy(() => compute().dataSync<'float32'>().slice());
}

const ways = openblas === undefined ? (['wasm'] as const) : (['wasm', 'openblas'] as const);

for (const { x, filter, strides, pad } of convolutions) {
  test.serial(
    `wasm-convolution - [${x.join()}] by [${filter.join()}], strides ${strides.join()}, ${pad}`,
    async (t) => {
      const { outShape } = tf.backend_util.computeConv2DInfo(x, filter, strides, 1, pad);
      const attrs = { strides, pad, dataFormat: 'NHWC', inputShape: x, filterShape: filter };
      const run = (kernel: string, inputs: () => Record<string, tf.Tensor>) => (): tf.Tensor =>
        tf.engine().runKernel<tf.Tensor>(kernel, inputs(), attrs);
      const dy = (): tf.Tensor => tf.tensor(values(outShape, 'dy'), outShape);
      const byFilter = run('Conv2DBackpropFilter', () => ({ x: tf.tensor(values(x, 'x'), x), dy: dy() }));
      const byInput = run('Conv2DBackpropInput', () => ({ filter: tf.tensor(values(filter, 'w'), filter), dy: dy() }));
      for (const compute of [byFilter, byInput]) {
        const expected = await on('cpu', compute);
        for (const way of ways) {
          const actual = await on(way, compute);
          t.is(actual.length, expected.length);
          t.true(relativeDifference(actual, expected) < 2e-6, way);
        }
      }
    },
  );
}

const poolings: readonly { x: Shape4; size: [number, number]; strides: [number, number]; pad: 'valid' | 'same' }[] = [
  { x: [2, 6, 7, 3], size: [2, 2], strides: [2, 2], pad: 'valid' },
  { x: [2, 6, 7, 3], size: [3, 2], strides: [1, 2], pad: 'same' },
  { x: [1, 5, 5, 1], size: [3, 3], strides: [1, 1], pad: 'valid' },
];

for (const { x, size, strides, pad } of poolings) {
  test.serial(`wasm-pooling - [${x.join()}] by ${size.join()}, strides ${strides.join()}, ${pad}`, async (t) => {
    const compute = (): tf.Tensor =>
      tf.grad((input) => tf.sum(tf.mul(tf.maxPool(input as tf.Tensor4D, size, strides, pad), 3)))(tf.tensor(values(x, 'x'), x)); // prettier-ignore
    const expected = await on('cpu', compute);
    t.true(expected.some((value) => value !== 0));
    t.deepEqual(await on('wasm', compute), expected);
  });
}

test.serial('wasm-convolution - images with channels first are refused', async (t) => {
  await loadWasm(undefined);
  const inputs = { x: tf.zeros([1, 1, 4, 4]), dy: tf.zeros([1, 1, 4, 4]) };
  const attrs = { strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape: [3, 3, 1, 1] };
  t.throws(() => tf.engine().runKernel<tf.Tensor>('Conv2DBackpropFilter', inputs, attrs), {
    message: /expected channels last/,
  });
});
