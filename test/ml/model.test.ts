import test from 'ava';
import { denseLayers, ModelError } from '../../src/ml/model.ts';

test('model - layers run from the features over the hidden widths to the classes', (t) => {
  t.deepEqual(denseLayers({ kind: 'dense', hidden: [128, 64] }, { classes: 10, featureShape: [28, 28] }), [
    { name: 'dense1', inputs: 784, outputs: 128 },
    { name: 'dense2', inputs: 128, outputs: 64 },
    { name: 'dense3', inputs: 64, outputs: 10 },
  ]);
});

test('model - no hidden layer is softmax regression', (t) => {
  t.deepEqual(denseLayers({ kind: 'dense', hidden: [] }, { classes: 2, featureShape: [5] }), [
    { name: 'dense1', inputs: 5, outputs: 2 },
  ]);
});

const refused = [
  { what: 'a hidden width of 0', hidden: [8, 0], classes: 3, featureShape: [4], path: 'hidden[1]' },
  { what: 'a broken hidden width', hidden: [1.5], classes: 3, featureShape: [4], path: 'hidden[0]' },
  { what: 'one class', hidden: [], classes: 1, featureShape: [4], path: 'classes' },
  { what: 'more classes than a byte tells apart', hidden: [], classes: 257, featureShape: [4], path: 'classes' },
  { what: 'an empty axis', hidden: [], classes: 3, featureShape: [4, 0], path: 'featureShape[1]' },
];

for (const { what, hidden, classes, featureShape, path } of refused) {
  test(`model - ${what} is refused by its path`, (t) => {
    const error = t.throws(() => denseLayers({ kind: 'dense', hidden }, { classes, featureShape }), {
      instanceOf: ModelError,
    });
    t.is(error.code, 'E_MODEL');
    t.is(error.path, path);
  });
}
