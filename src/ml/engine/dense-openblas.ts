/**
 * A computer for dense models whose matrix products are OpenBLAS calls that write straight into the gradient.
 *
 * Notation per layer: Z = A W + b, outputs relu(Z); going back, D is the loss's derivative by Z.
 */
import type { OpenBlas } from '../backend/openblas.ts';
import { featureCount, type Dataset, type Examples } from '../dataset.ts';
import { denseLayers, type DenseModelSpec } from '../model.ts';
import { parameterLayout, type ParameterLayout } from '../parameters.ts';
import { alteredFeatures, batchSize, indicesOf, type Batch } from './batch.ts';
import type { Computer, ComputerSetup } from './computer.ts';
import type { LoadedInputs } from './dense-inputs.ts';
import { createDenseWorkspace } from './dense-workspace.ts';
import { addPredictions, rowLossAndDerivative } from './softmax.ts';
import type { PackedDataset, PackedExamples } from './packed-dataset.ts';

/** A layer's weights and biases as views of a vector of shape [d]. */
interface LayerViews {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** A batch in the workspace. */
interface LoadedBatch {
  readonly rows: number;
  readonly inputs: LoadedInputs;
}

/**
 * Makes a computer that owns its buffers; use it from one thread.
 *
 * @param setup - `packed`: the data set's examples once more, from `packDataset`; without it, nothing is left out.
 */
export function createDenseComputer(
  setup: ComputerSetup & { readonly model: DenseModelSpec; readonly packed?: PackedDataset | undefined },
  openblas: OpenBlas,
): Computer {
  const { dataset, model, packed } = setup;
  const layers = denseLayers(model, dataset);
  const viewsOf = viewCache(parameterLayout(model, dataset));
  const last = layers.length - 1;
  const use = { features: featureCount(dataset), layers, packed, openblas };
  let workspace = createDenseWorkspace(0, use);
  let held: { readonly parameters: Float32Array; readonly version: number } | undefined;
  let checked: { readonly version: number; readonly isFinite: boolean } | undefined;

  const versionOf = (parameters: Float32Array): number | undefined =>
    parameters === held?.parameters ? held.version : undefined;

  /** @param mayLeaveOut - whether products may leave out what is zero. */
  const load = (examples: Examples, batch: Batch, mayLeaveOut: boolean): LoadedBatch => {
    const rows = batchSize(batch);
    if (rows > workspace.capacity) workspace = createDenseWorkspace(rows, use);
    const { labels, inputs, packedInputs } = workspace;
    const indices = indicesOf(batch);
    for (let row = 0; row < rows; row++) labels[row] = examples.labels[indices[row]!]!;
    if (!(batch instanceof Uint32Array)) labels.set(batch.labels);
    const isAltered = alteredFeatures(batch) !== undefined;
    const part = mayLeaveOut && !isAltered ? packedForm(dataset, packed, examples) : undefined;
    if (part === undefined) return { rows, inputs: inputs.load(examples, batch) };
    return { rows, inputs: packedInputs!.load(part, indices, examples.scale) };
  };

  /** Leaves the logits of the loaded batch in the last layer's outputs. */
  const forward = (parameters: Float32Array, { rows, inputs: loaded }: LoadedBatch): void => {
    const views = viewsOf(parameters);
    for (const [l, { inputs: inner, outputs: columns }] of layers.entries()) {
      const { outputs, biases } = workspace.layers[l]!;
      const { weights } = views[l]!;
      if (l === 0) {
        loaded.multiply(weights, outputs, versionOf(parameters));
      } else {
        const shape = { transposeA: false, transposeB: false, rows, columns, inner };
        openblas.gemm(shape, workspace.layers[l - 1]!.outputs.values, weights, outputs.values);
      }
      biases.values.set(views[l]!.biases);
      workspace.elementwise.addBiases(outputs, biases, { rows, columns }, l < last);
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
  const backward = (parameters: Float32Array, { rows, inputs: loaded }: LoadedBatch, gradient: Float32Array): void => {
    const views = viewsOf(parameters);
    const gradients = viewsOf(gradient);
    for (let l = last; l >= 0; l--) {
      const { inputs, outputs: columns } = layers[l]!;
      const { deltas, biasGradient } = workspace.layers[l]!;
      workspace.elementwise.sumRows(deltas, { rows, columns }, biasGradient);
      gradients[l]!.biases.set(biasGradient.values);
      if (l === 0) {
        loaded.weightGradient(deltas, gradients[l]!.weights);
        break;
      }
      const source = workspace.layers[l - 1]!.outputs;
      const byWeights = { transposeA: true, transposeB: false, rows: inputs, columns, inner: rows };
      openblas.gemm(byWeights, source.values, deltas.values, gradients[l]!.weights);
      const below = workspace.layers[l - 1]!.deltas;
      const byInputs = { transposeA: false, transposeB: true, rows, columns: inputs, inner: columns };
      openblas.gemm(byInputs, deltas.values, views[l]!.weights, below.values);
      workspace.elementwise.maskByRelu(below, source, { rows, columns: inputs });
    }
  };

  /** Whether zero times each of the first layer's weights is zero, and not NaN. */
  const hasFiniteWeights = (parameters: Float32Array): boolean => {
    const version = versionOf(parameters);
    if (version !== undefined && checked?.version === version) return checked.isFinite;
    const isFinite = Number.isFinite(openblas.asum(viewsOf(parameters)[0]!.weights));
    if (version !== undefined) checked = { version, isFinite };
    return isFinite;
  };

  const compute = (parameters: Float32Array, batch: Batch, gradient: Float32Array, mayLeaveOut: boolean): number => {
    const loaded = load(dataset.train, batch, mayLeaveOut);
    const lossSum = lossAndDerivative(parameters, loaded);
    backward(parameters, loaded, gradient);
    return lossSum / loaded.rows;
  };

  return {
    gradient: (parameters, batch, gradient) => {
      if (packed !== undefined && hasFiniteWeights(parameters)) {
        const loss = compute(parameters, batch, gradient, true);
        // Biases' gradients are sums of the deltas: not finite where one of those is not.
        if (Number.isFinite(loss) && Number.isFinite(openblas.asum(viewsOf(gradient)[0]!.biases))) return loss;
      }
      // Where theta has blown up, zero times it is NaN, and so is the gradient of a feature that is zero.
      return compute(parameters, batch, gradient, false);
    },
    evaluate: (parameters, examples, { start, end }, sums) => {
      const indices = Uint32Array.from({ length: end - start }, (_, row) => start + row);
      forward(parameters, load(examples, indices, packed !== undefined && hasFiniteWeights(parameters)));
      const logits = workspace.layers[last]!.outputs.values;
      addPredictions(logits, workspace.labels.subarray(0, indices.length), dataset.classes, sums);
    },
    hold: (parameters, version) => {
      held = { parameters, version };
    },
    dispose: () => {
      workspace = createDenseWorkspace(0, use);
    },
  };
}

/** The packed form of some of the data set's examples, if there is one. */
function packedForm(
  dataset: Dataset,
  packed: PackedDataset | undefined,
  examples: Examples,
): PackedExamples | undefined {
  if (examples === dataset.train) return packed?.examples.train;
  if (examples === dataset.test) return packed?.examples.test;
  return examples === dataset.triggered ? packed?.examples.triggered : undefined;
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
