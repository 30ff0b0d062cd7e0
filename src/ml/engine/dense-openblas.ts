/**
 * A computer for dense models whose matrix products are OpenBLAS calls that write straight into the gradient.
 *
 * Notation per layer l: Z = A W + b, A' = relu(Z); going back, D is the loss's derivative by Z.
 */
import type { OpenBlas } from '../backend/openblas.ts';
import { featureCount, type Examples } from '../dataset.ts';
import { denseLayers, type DenseLayer } from '../model.ts';
import { parameterLayout, type ParameterLayout } from '../parameters.ts';
import { gatherLabels, gatherRows } from './batch.ts';
import type { Computer, ComputerSetup } from './computer.ts';
import { addBiases, maskByRelu, sumRows } from './elementwise.ts';
import { addPredictions, rowLossAndDerivative } from './softmax.ts';

/** A layer's weights and biases as views of a vector of shape [d]. */
interface LayerViews {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** Buffers for up to `capacity` examples, kept from one gradient to the next. */
interface Workspace {
  readonly capacity: number;
  /** Shape [capacity x features], stored values without their scale. */
  readonly inputs: Float32Array;
  readonly labels: Uint8Array;
  readonly indices: Uint32Array;
  /** Per layer, shape [capacity x outputs]: its outputs; the last layer's become its deltas in place. */
  readonly outputs: readonly Float32Array[];
  /** Per layer but the last, shape [capacity x outputs]. */
  readonly deltas: readonly Float32Array[];
}

/** Makes a computer that owns its buffers; use it from one thread. */
export function createDenseComputer(setup: ComputerSetup, openblas: OpenBlas): Computer {
  const { dataset, model } = setup;
  const layers = denseLayers(model, dataset);
  const layout = parameterLayout(model, dataset);
  const features = featureCount(dataset);
  const viewsOf = viewCache(layout);
  const last = layers.length - 1;
  let workspace = createWorkspace(0, features, layers);

  /** Loads a batch and leaves the logits in the last layer's outputs. */
  const forward = (parameters: Float32Array, examples: Examples, indices: Uint32Array): void => {
    const rows = indices.length;
    if (rows > workspace.capacity) workspace = createWorkspace(rows, features, layers);
    gatherRows(examples, indices, features, workspace.inputs);
    gatherLabels(examples, indices, workspace.labels);
    const views = viewsOf(parameters);
    for (const [l, { inputs, outputs }] of layers.entries()) {
      const { weights, biases } = views[l]!;
      const source = l === 0 ? workspace.inputs : workspace.outputs[l - 1]!;
      const target = workspace.outputs[l]!;
      const alpha = l === 0 ? examples.scale : 1;
      const shape = { transposeA: false, transposeB: false, rows, columns: outputs, inner: inputs, alpha };
      openblas.gemm(shape, source, weights, target);
      addBiases(target, biases, { rows, columns: outputs }, l < last);
    }
  };

  /** From the last layer's deltas (in its outputs) to the gradient of every tensor. */
  const backward = (parameters: Float32Array, rows: number, gradient: Float32Array): void => {
    const views = viewsOf(parameters);
    const gradients = viewsOf(gradient);
    for (let l = last; l >= 0; l--) {
      const { inputs, outputs } = layers[l]!;
      const deltas = l === last ? workspace.outputs[l]! : workspace.deltas[l]!;
      const source = l === 0 ? workspace.inputs : workspace.outputs[l - 1]!;
      const alpha = l === 0 ? dataset.train.scale : 1;
      const byWeights = { transposeA: true, transposeB: false, rows: inputs, columns: outputs, inner: rows, alpha };
      openblas.gemm(byWeights, source, deltas, gradients[l]!.weights);
      sumRows(deltas, { rows, columns: outputs }, gradients[l]!.biases);
      if (l === 0) break;
      const below = workspace.deltas[l - 1]!;
      const byInputs = { transposeA: false, transposeB: true, rows, columns: inputs, inner: outputs };
      openblas.gemm(byInputs, deltas, views[l]!.weights, below);
      maskByRelu(below, source, { rows, columns: inputs });
    }
  };

  return {
    gradient: (parameters, examples, gradient) => {
      const rows = examples.length;
      forward(parameters, dataset.train, examples);
      const logits = workspace.outputs[last]!;
      const factor = setup.lossReduction === 'mean' ? 1 / rows : 1;
      let lossSum = 0;
      for (let row = 0; row < rows; row++) {
        const offset = row * dataset.classes;
        lossSum += rowLossAndDerivative(logits, dataset.classes, { offset, label: workspace.labels[row]!, factor });
      }
      backward(parameters, rows, gradient);
      return lossSum / rows;
    },
    evaluate: (parameters, examples, { start, end }, sums) => {
      const rows = end - start;
      if (rows > workspace.capacity) workspace = createWorkspace(rows, features, layers);
      const indices = workspace.indices.subarray(0, rows);
      for (let row = 0; row < rows; row++) indices[row] = start + row;
      forward(parameters, examples, indices);
      addPredictions(workspace.outputs[last]!, workspace.labels.subarray(0, rows), dataset.classes, sums);
    },
    dispose: () => {
      workspace = createWorkspace(0, features, layers);
    },
  };
}

function createWorkspace(capacity: number, features: number, layers: readonly DenseLayer[]): Workspace {
  const perLayer = (some: readonly DenseLayer[]): readonly Float32Array[] =>
    some.map(({ outputs }) => new Float32Array(capacity * outputs));
  return {
    capacity,
    inputs: new Float32Array(capacity * features),
    labels: new Uint8Array(capacity),
    indices: new Uint32Array(capacity),
    outputs: perLayer(layers),
    deltas: perLayer(layers.slice(0, -1)),
  };
}

/** Views are made once per vector: the engine hands in the same few vectors again and again. */
function viewCache(layout: ParameterLayout): (vector: Float32Array) => readonly LayerViews[] {
  const cache = new WeakMap<Float32Array, readonly LayerViews[]>();
  return (vector) => {
    let views = cache.get(vector);
    if (views === undefined) {
      const view = (index: number): Float32Array => {
        const { offset, size } = layout.tensors[index]!;
        return vector.subarray(offset, offset + size);
      };
      views = Array.from({ length: layout.tensors.length / 2 }, (_, l) => ({
        weights: view(2 * l),
        biases: view(2 * l + 1),
      }));
      cache.set(vector, views);
    }
    return views;
  };
}
