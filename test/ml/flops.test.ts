import test from 'ava';
import { forwardFlops } from '../../src/ml/flops.ts';
import { networkLayers } from '../../src/ml/model-layers.ts';
import { LENET } from '../../src/ml/model.ts';

const mnist = { classes: 10, featureShape: [28, 28] };

test("flops - the default model: two operations for each of its layers' weights", (t) => {
  t.is(forwardFlops({ kind: 'dense', hidden: [128, 64] }, mnist), 2 * (784 * 128 + 128 * 64 + 64 * 10));
});

test('flops - softmax regression is one matrix product', (t) => {
  t.is(forwardFlops({ kind: 'dense', hidden: [] }, { classes: 3, featureShape: [5] }), 30);
});

test('flops - LeNet: 416,520 multiply-adds', (t) => {
  const convolutions = 28 * 28 * 6 * (5 * 5) + 10 * 10 * 16 * (5 * 5 * 6);
  const dense = 400 * 120 + 120 * 84 + 84 * 10;
  t.is(convolutions + dense, 416_520);
  t.is(forwardFlops(LENET, mnist), 833_040);
});

test('flops - a stride of two quarters the positions of a convolution, a bias and an activation cost nothing', (t) => {
  const image = { classes: 2, featureShape: [8, 8, 3] };
  const model = (stride: number) =>
    ({ kind: 'cnn', layers: [{ type: 'convolution', filters: 4, size: 2, stride, padding: 'same' }] }) as const;
  const classifier = (stride: number): number => 2 * (8 / stride) ** 2 * 4 * 2;
  t.is(forwardFlops(model(1), image) - classifier(1), 2 * 64 * 4 * 12);
  t.is(forwardFlops(model(2), image) - classifier(2), 2 * 16 * 4 * 12);
  t.true(networkLayers(model(1), image).some((layer) => layer.type === 'convolution' && layer.useBias));
});

test('flops - a model that does not fit the data is refused', (t) => {
  t.throws(() => forwardFlops(LENET, { classes: 10, featureShape: [28] }), { code: 'E_MODEL' });
});
