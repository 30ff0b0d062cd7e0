import test from 'ava';
import { addPredictions, predictedClass, rowLoss, rowLossAndDerivative } from '../../../src/ml/engine/softmax.ts';

const near = (actual: number, expected: number): boolean => Math.abs(actual - expected) < 1e-6;

test('softmax - loss and derivative by hand', (t) => {
  // exp(z) is proportional to 1, 2, 1: probabilities 1/4, 1/2, 1/4. The row lies second, behind a NaN.
  const logits = Float32Array.of(NaN, NaN, NaN, 5, 5 + Math.log(2), 5);
  t.true(near(rowLoss(logits, 3, 3, 0), Math.log(4)));
  const row = { offset: 3, label: 0, factor: 0.5 };
  t.true(near(rowLossAndDerivative(logits, 3, row), Math.log(4)));
  t.deepEqual([...logits.subarray(0, 3)], [NaN, NaN, NaN]);
  for (const [index, expected] of [-3 / 8, 1 / 4, 1 / 8].entries()) t.true(near(logits[3 + index]!, expected));
});

test('softmax - huge logits neither overflow nor vanish', (t) => {
  t.is(rowLoss(Float32Array.of(1e30, 0), 0, 2, 0), 0);
  t.is(rowLoss(Float32Array.of(-1000, -1000), 0, 2, 1), Math.log(2));
  t.is(rowLoss(Float32Array.of(0, -Infinity), 0, 2, 1), Infinity);
});

for (const [what, logits] of [
  ['NaN', [0, NaN]],
  ['plus infinity', [0, Infinity]],
  ['nothing but minus infinity', [-Infinity, -Infinity]],
] as const) {
  test(`softmax - a row with ${what} has a NaN loss`, (t) => {
    t.is(rowLoss(Float32Array.from(logits), 0, 2, 0), NaN);
    t.is(rowLossAndDerivative(Float32Array.from(logits), 2, { offset: 0, label: 0, factor: 1 }), NaN);
  });
}

test('softmax - the first of the largest is predicted, and the first class where there is a NaN', (t) => {
  t.is(predictedClass(Float32Array.of(9, 1, 3, 3), 1, 3), 1);
  t.is(predictedClass(Float32Array.of(1, 2, NaN), 0, 3), 0);
  t.is(predictedClass(Float32Array.of(-Infinity, -Infinity), 0, 2), 0);
});

test('softmax - predictions are added to what was there', (t) => {
  const sums = { confusion: Uint32Array.of(1, 0, 0, 0), lossSum: 10 };
  addPredictions(Float32Array.of(0, 0, 0, 1e4, 1e4, 0), Uint8Array.of(0, 0, 1), 2, sums);
  t.deepEqual([...sums.confusion], [2, 1, 1, 0]);
  t.true(near(sums.lossSum, 10 + Math.log(2) + 1e4 + 1e4));
});
