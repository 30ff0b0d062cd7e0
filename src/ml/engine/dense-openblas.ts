/**
 * A computer for dense models whose matrix products are OpenBLAS calls that write straight into the gradient.
 *
 * Notation per layer: Z = A W + b, outputs relu(Z); going back, D is the loss's derivative by Z.
 */
import type { OpenBlas } from '../backend/openblas.ts';
import { featureCount, type Examples } from '../dataset.ts';
import { denseLayers, type DenseModelSpec } from '../model.ts';
import { parameterLayout, type ParameterLayout } from '../parameters.ts';
import { type Batch, batchSize } from './batch.ts';
import type { Computer, ComputerSetup } from './computer.ts';
import { createDenseWorkspace, loadBatch, type DenseWorkspace } from './dense-workspace.ts';
import { addPredictions, rowLossAndDerivative } from './softmax.ts';

/** A layer's weights and biases as views of a vector of shape [d]. */
interface LayerViews {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** The batch in the workspace: examples, and the factor of the inputs. */
interface LoadedBatch {
  readonly rows: number;
  readonly scale: number;
}

/** Makes a computer that owns its buffers; use it from one thread. */
export function createDenseComputer(
  setup: ComputerSetup & { readonly model: DenseModelSpec },
  openblas: OpenBlas,
): Computer {
  const { dataset, model } = setup;
  const layers = denseLayers(model, dataset);
  const features = featureCount(dataset);
  const viewsOf = viewCache(parameterLayout(model, dataset));
  const last = layers.length - 1;
  const workspaceFor = (capacity: number): DenseWorkspace => createDenseWorkspace(capacity, features, layers);
  let workspace = workspaceFor(0);

  /** Loads a batch and leaves the logits in the last layer's outputs; returns the factor of the loaded inputs. */
  const forward = (parameters: Float32Array, examples: Examples, batch: Batch): number => {
    const rows = batchSize(batch);
    if (rows > workspace.capacity) workspace = workspaceFor(rows);
    const scale = loadBatch(workspace, examples, batch, features);
    const views = viewsOf(parameters);
    let source = workspace.inputs;
    for (const [l, { inputs, outputs: columns }] of layers.entries()) {
      const { outputs, biases } = workspace.layers[l]!;
      const alpha = l === 0 ? scale : 1;
      const shape = { transposeA: false, transposeB: false, rows, columns, inner: inputs, alpha };
      openblas.gemm(shape, source.values, views[l]!.weights, outputs.values);
      biases.values.set(views[l]!.biases);
      workspace.elementwise.addBiases(outputs, biases, { rows, columns }, l < last);
      source = outputs;
    }
    return scale;
  };

  /** From the last layer's deltas to the gradient of every tensor. */
  const backward = (parameters: Float32Array, { rows, scale }: LoadedBatch, gradient: Float32Array): void => {
    const views = viewsOf(parameters);
    const gradients = viewsOf(gradient);
    for (let l = last; l >= 0; l--) {
      const { inputs, outputs: columns } = layers[l]!;
      const { deltas, biasGradient } = workspace.layers[l]!;
      const source = l === 0 ? workspace.inputs : workspace.layers[l - 1]!.outputs;
      const alpha = l === 0 ? scale : 1;
      const byWeights = { transposeA: true, transposeB: false, rows: inputs, columns, inner: rows, alpha };
      openblas.gemm(byWeights, source.values, deltas.values, gradients[l]!.weights);
      workspace.elementwise.sumRows(deltas, { rows, columns }, biasGradient);
      gradients[l]!.biases.set(biasGradient.values);
      if (l === 0) break;
      const below = workspace.layers[l - 1]!.deltas;
      const byInputs = { transposeA: false, transposeB: true, rows, columns: inputs, inner: columns };
      openblas.gemm(byInputs, deltas.values, views[l]!.weights, below.values);
      workspace.elementwise.maskByRelu(below, source, { rows, columns: inputs });
    }
  };

  return {
    gradient: (parameters, batch, gradient) => {
      const rows = batchSize(batch);
      const scale = forward(parameters, dataset.train, batch);
      const logits = workspace.layers[last]!.outputs.values;
      const factor = setup.lossReduction === 'mean' ? 1 / rows : 1;
      let lossSum = 0;
      for (let row = 0; row < rows; row++) {
        const offset = row * dataset.classes;
        lossSum += rowLossAndDerivative(logits, dataset.classes, { offset, label: workspace.labels[row]!, factor });
      }
      backward(parameters, { rows, scale }, gradient);
      return lossSum / rows;
    },
    evaluate: (parameters, examples, { start, end }, sums) => {
      const indices = Uint32Array.from({ length: end - start }, (_, row) => start + row);
      forward(parameters, examples, indices);
      const logits = workspace.layers[last]!.outputs.values;
      addPredictions(logits, workspace.labels.subarray(0, indices.length), dataset.classes, sums);
    },
    dispose: () => {
      workspace = workspaceFor(0);
    },
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
