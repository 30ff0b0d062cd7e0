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
import { gatherRows, rowsBetween, scatterRows, type ColumnRuns } from './column-runs.ts';
import { createDenseWorkspace, loadBatch, type DenseWorkspace, type LoadedBatch } from './dense-workspace.ts';
import { addPredictions, rowLossAndDerivative } from './softmax.ts';

/** A layer's weights and biases as views of a vector of shape [d]. */
interface LayerViews {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
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

  const load = (examples: Examples, batch: Batch, compactly: boolean): LoadedBatch => {
    if (batchSize(batch) > workspace.capacity) workspace = workspaceFor(batchSize(batch));
    return loadBatch(workspace, { examples, features }, batch, compactly);
  };

  /** Leaves the logits of the loaded batch in the last layer's outputs. */
  const forward = (parameters: Float32Array, { rows, scale, runs }: LoadedBatch): void => {
    const views = viewsOf(parameters);
    let source = workspace.inputs;
    for (const [l, { inputs, outputs: columns }] of layers.entries()) {
      const { outputs, biases } = workspace.layers[l]!;
      const isCompact = l === 0 && runs !== undefined;
      if (isCompact) gatherRows(views[0]!.weights, runs, columns, workspace.compact.weights.values);
      const weights = isCompact ? workspace.compact.weights.values : views[l]!.weights;
      const inner = isCompact ? runs.columns : inputs;
      const shape = { transposeA: false, transposeB: false, rows, columns, inner, alpha: l === 0 ? scale : 1 };
      openblas.gemm(shape, source.values, weights, outputs.values);
      biases.values.set(views[l]!.biases);
      workspace.elementwise.addBiases(outputs, biases, { rows, columns }, l < last);
      source = outputs;
    }
  };

  /** Leaves the loss's derivative by the logits in the last layer's deltas; returns the sum of losses. */
  const lossAndDerivative = (parameters: Float32Array, loaded: LoadedBatch): number => {
    forward(parameters, loaded);
    const { rows } = loaded;
    const logits = workspace.layers[last]!.outputs.values;
    const factor = setup.lossReduction === 'mean' ? 1 / rows : 1;
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const offset = row * dataset.classes;
      sum += rowLossAndDerivative(logits, dataset.classes, { offset, label: workspace.labels[row]!, factor });
    }
    return sum;
  };

  /** From the last layer's deltas to the gradient of every tensor. */
  const backward = (parameters: Float32Array, { rows, scale, runs }: LoadedBatch, gradient: Float32Array): void => {
    const views = viewsOf(parameters);
    const gradients = viewsOf(gradient);
    for (let l = last; l >= 0; l--) {
      const { inputs, outputs: columns } = layers[l]!;
      const { deltas, biasGradient } = workspace.layers[l]!;
      const source = l === 0 ? workspace.inputs : workspace.layers[l - 1]!.outputs;
      const isCompact = l === 0 && runs !== undefined;
      const target = isCompact ? workspace.compact.gradient.values : gradients[l]!.weights;
      const weightRows = isCompact ? runs.columns : inputs;
      const alpha = l === 0 ? scale : 1;
      const byWeights = { transposeA: true, transposeB: false, rows: weightRows, columns, inner: rows, alpha };
      openblas.gemm(byWeights, source.values, deltas.values, target);
      if (isCompact) scatterRows(target, runs, columns, gradients[0]!.weights);
      workspace.elementwise.sumRows(deltas, { rows, columns }, biasGradient);
      gradients[l]!.biases.set(biasGradient.values);
      if (l === 0) break;
      const below = workspace.layers[l - 1]!.deltas;
      const byInputs = { transposeA: false, transposeB: true, rows, columns: inputs, inner: columns };
      openblas.gemm(byInputs, deltas.values, views[l]!.weights, below.values);
      workspace.elementwise.maskByRelu(below, source, { rows, columns: inputs });
    }
  };

  /** Whether zero times the weights that the runs leave out is zero, and not NaN. */
  const mayLeaveOut = (parameters: Float32Array, runs: ColumnRuns | undefined): boolean => {
    if (runs === undefined) return true;
    for (const rows of rowsBetween(viewsOf(parameters)[0]!.weights, runs, layers[0]!.outputs))
      if (!Number.isFinite(openblas.asum(rows))) return false;
    return true;
  };

  return {
    gradient: (parameters, batch, gradient) => {
      let loaded = load(dataset.train, batch, true);
      let lossSum = mayLeaveOut(parameters, loaded.runs) ? lossAndDerivative(parameters, loaded) : NaN;
      if (loaded.runs !== undefined && !Number.isFinite(lossSum)) {
        // Where theta has blown up, zero times it is NaN, and so is the gradient of a feature that is zero.
        loaded = load(dataset.train, batch, false);
        lossSum = lossAndDerivative(parameters, loaded);
      }
      backward(parameters, loaded, gradient);
      return lossSum / loaded.rows;
    },
    evaluate: (parameters, examples, { start, end }, sums) => {
      const indices = Uint32Array.from({ length: end - start }, (_, row) => start + row);
      forward(parameters, load(examples, indices, false));
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
