import test from 'ava';
import { networkLayers } from '../../src/ml/model-layers.ts';
import { ModelError, type CnnModelSpec } from '../../src/ml/model.ts';

const convolution = { type: 'convolution', filters: 2, size: 3 } as const;

const refused: readonly {
  what: string;
  layers: CnnModelSpec['layers'];
  featureShape?: readonly number[];
  path: string;
}[] = [
  {
    what: 'a convolution after a fully connected layer',
    layers: [{ type: 'dense', units: 4 }, convolution],
    path: 'layers[1]',
  },
  { what: 'no filters', layers: [{ ...convolution, filters: 0 }], path: 'layers[0].filters' },
  { what: 'half a pixel', layers: [{ ...convolution, size: 2.5 }], path: 'layers[0].size' },
  { what: 'no stride', layers: [{ ...convolution, stride: 0 }], path: 'layers[0].stride' },
  {
    what: 'a window larger than what is left',
    layers: [convolution, { type: 'pooling', size: 7 }],
    path: 'layers[1].size',
  },
  { what: 'no units', layers: [{ type: 'dense', units: 0 }], path: 'layers[0].units' },
  { what: 'data that is no image', layers: [], featureShape: [64], path: 'kind' },
];

for (const { what, layers, featureShape = [8, 8], path } of refused) {
  test(`model-layers - ${what} is refused by its path`, (t) => {
    const error = t.throws(() => networkLayers({ kind: 'cnn', layers }, { classes: 3, featureShape }), {
      instanceOf: ModelError,
    });
    t.is(error.code, 'E_MODEL');
    t.is(error.path, path);
  });
}

test('model-layers - shapes by hand: strides, both paddings, and pooling that leaves a row over', (t) => {
  const shapesOf = (layers: CnnModelSpec['layers'], featureShape: readonly number[]): unknown =>
    networkLayers({ kind: 'cnn', layers }, { classes: 3, featureShape }).map(({ outputShape }) =>
      outputShape.join('x'),
    );
  const layers = [
    { type: 'convolution', filters: 4, size: 3, stride: 2, padding: 'same' },
    { type: 'pooling', size: 2 },
    { type: 'convolution', filters: 5, size: 2 },
  ] as const;
  t.deepEqual(shapesOf(layers, [9, 10, 3]), ['5x5x4', '2x2x4', '1x1x5', '5', '3']);
});

test('model-layers - a dense model over images is flattened first', (t) => {
  const layers = networkLayers({ kind: 'dense', hidden: [4] }, { classes: 3, featureShape: [2, 3] });
  t.deepEqual(layers.map(({ name }) => name), ['flatten', 'dense1', 'dense2']); // prettier-ignore
});
