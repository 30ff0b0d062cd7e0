import test from 'ava';
import { scores } from '../../src/ml/evaluate.ts';

test('evaluate - three classes by hand', (t) => {
  // Rows are true classes:   5 1 0 | 6       predicted: 7, 6, 7
  //                          2 4 2 | 8
  //                          0 1 5 | 6
  const { accuracy, precision, recall, f1, loss, classes } = scores({
    confusion: Uint32Array.of(5, 1, 0, 2, 4, 2, 0, 1, 5),
    lossSum: 30,
    count: 20,
  });
  t.is(accuracy, 14 / 20);
  t.is(loss, 1.5);
  t.deepEqual(classes, [
    { precision: 5 / 7, recall: 5 / 6, f1: 10 / 13, support: 6 },
    { precision: 4 / 6, recall: 4 / 8, f1: 8 / 14, support: 8 },
    { precision: 5 / 7, recall: 5 / 6, f1: 10 / 13, support: 6 },
  ]);
  const near = (actual: number, expected: number): void => {
    t.true(Math.abs(actual - expected) < 1e-15);
  };
  near(precision, (5 / 7 + 4 / 6 + 5 / 7) / 3);
  near(recall, (5 / 6 + 1 / 2 + 5 / 6) / 3);
  near(f1, (10 / 13 + 8 / 14 + 10 / 13) / 3);
});

test('evaluate - a class never predicted and one that never occurs count as zero', (t) => {
  const { accuracy, precision, recall, f1 } = scores({
    confusion: Uint32Array.of(3, 0, 0, 1, 0, 0, 0, 0, 0),
    lossSum: 0,
    count: 4,
  });
  t.is(accuracy, 0.75);
  t.is(precision, 0.75 / 3);
  t.is(recall, 1 / 3);
  t.is(f1, 6 / 7 / 3);
});

test('evaluate - a NaN loss is reported as such', (t) => {
  const { accuracy, loss } = scores({ confusion: Uint32Array.of(1, 0, 1, 0), lossSum: NaN, count: 2 });
  t.is(accuracy, 0.5);
  t.is(loss, NaN);
});

test('evaluate - a matrix that does not fit is refused', (t) => {
  t.throws(() => scores({ confusion: new Uint32Array(5), lossSum: 0, count: 0 }), { message: /square matrix, got 5/ });
  t.throws(() => scores({ confusion: Uint32Array.of(1, 0, 0, 1), lossSum: 0, count: 3 }), { message: /3 .* got 2/ });
  t.throws(() => scores({ confusion: new Uint32Array(4), lossSum: 0, count: 0 }), { message: />= 1.* got 0/ });
});
