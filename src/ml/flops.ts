/**
 * Floating-point operations of a model's forward pass, for simulated computing times.
 *
 * Source of the convention (two operations for each multiply-add of a matrix product or a convolution; biases,
 * activations and pooling not counted): He et al., CVPR 2016, table 1, in multiply-adds, times two.
 */
import type { DatasetShape } from './dataset.ts';
import { networkLayers, type NetworkLayer } from './model-layers.ts';
import type { ModelSpec } from './model.ts';

/**
 * FLOPs of one example's forward pass: 2 inputs x units for a fully connected layer, 2 filter height x filter width x
 * channels for each output of a convolution. Windows that hang over a padded border count in full.
 *
 * @throws {ModelError} `E_MODEL` if the model does not fit the data.
 * @example
 * forwardFlops({ kind: 'dense', hidden: [128] }, { classes: 10, featureShape: [28, 28] }) // -> 203,264
 */
export function forwardFlops(spec: ModelSpec, shape: DatasetShape): number {
  return networkLayers(spec, shape).reduce((sum, layer) => sum + 2 * multiplyAdds(layer), 0);
}

function multiplyAdds(layer: NetworkLayer): number {
  switch (layer.type) {
    case 'dense':
      return layer.inputShape[0]! * layer.units;
    case 'convolution': {
      const [height, width, filters] = layer.outputShape as [number, number, number];
      return height * width * filters * layer.size[0] * layer.size[1] * layer.inputShape[2]!;
    }
    case 'pooling':
    case 'reshape':
    case 'activation':
      return 0;
  }
}
