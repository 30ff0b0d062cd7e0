import test from 'ava';
import { initialParameters, parameterLayout } from '../../src/ml/parameters.ts';
import { createRandom } from '../../src/random.ts';

const shape = { classes: 10, featureShape: [28, 28] };
const model = { kind: 'dense', hidden: [128, 64] } as const;

test('parameters - the paper model has 109,386 of them, without gaps', (t) => {
  const { dimension, tensors } = parameterLayout(model, shape);
  t.is(dimension, 109_386);
  t.deepEqual(
    tensors.map(({ name, role, shape: tensorShape }) => [name, role, tensorShape]),
    [
      ['dense1/weights', 'weights', [784, 128]],
      ['dense1/biases', 'biases', [128]],
      ['dense2/weights', 'weights', [128, 64]],
      ['dense2/biases', 'biases', [64]],
      ['dense3/weights', 'weights', [64, 10]],
      ['dense3/biases', 'biases', [10]],
    ],
  );
  let end = 0;
  for (const { offset, size } of tensors) {
    t.is(offset, end);
    end += size;
  }
  t.is(end, dimension);
});

test('parameters - weights fill the Glorot interval uniformly, biases are zero', (t) => {
  const parameters = initialParameters(model, shape, createRandom(1));
  for (const { role, offset, size, shape: tensorShape } of parameterLayout(model, shape).tensors) {
    const values = parameters.subarray(offset, offset + size);
    if (role === 'biases') {
      t.true(values.every((value) => value === 0));
      continue;
    }
    const limit = Math.sqrt(6 / (tensorShape[0]! + tensorShape[1]!));
    const variance = values.reduce((sum, value) => sum + value * value, 0) / size;
    t.true(values.every((value) => Math.abs(value) <= limit));
    // A uniform variable on [-limit, limit] has variance limit^2 / 3; four standard errors of that estimate.
    t.true(Math.abs(variance / (limit * limit) - 1 / 3) < 4 * Math.sqrt(4 / 45 / size));
    t.true(Math.max(...values.subarray(0, 640)) > 0.9 * limit);
  }
});

test('parameters - the seed decides them, and a wider last layer leaves the first alone', (t) => {
  const start = initialParameters(model, shape, createRandom(1));
  t.deepEqual(initialParameters(model, shape, createRandom(1)), start);
  t.notDeepEqual(initialParameters(model, shape, createRandom(2)), start);
  const wider = initialParameters({ kind: 'dense', hidden: [128, 65] }, shape, createRandom(1));
  t.deepEqual(wider.subarray(0, 784 * 128), start.subarray(0, 784 * 128));
});
