/** Buffers of the dense engine, kept from one gradient to the next, and how a batch gets into them. */
import type { Examples } from '../dataset.ts';
import type { DenseLayer } from '../model.ts';
import type { Batch } from './batch.ts';
import { findRuns, mostBounds, type ColumnRuns } from './column-runs.ts';
import { blockBytes, createElementwise } from './elementwise-wasm.ts';
import type { ByteBlock, Elementwise, FloatBlock, IntegerBlock } from './elementwise-wasm.ts';

/** Buffers for up to `capacity` examples. */
export interface DenseWorkspace {
  readonly capacity: number;
  readonly elementwise: Elementwise;
  /** Shape [capacity x features]: stored values before they are made float32. */
  readonly stored: ByteBlock;
  /** Shape [capacity x features], or fewer columns: values as float32, without the factor of the batch. */
  readonly inputs: FloatBlock;
  /** For batches that leave columns out. */
  readonly compact: CompactBuffers;
  /** Shape [capacity]. */
  readonly labels: Uint8Array;
  readonly layers: readonly LayerBuffers[];
}

/** What takes the place of the first layer's weights and their gradient when columns of the inputs are left out. */
export interface CompactBuffers {
  /** Shape [features]. */
  readonly used: ByteBlock;
  /** Shape [mostBounds(features)]. */
  readonly bounds: IntegerBlock;
  /** Shape [features x outputs of the first layer]. */
  readonly weights: FloatBlock;
  /** Shape [features x outputs of the first layer]. */
  readonly gradient: FloatBlock;
}

/** A batch in the workspace. */
export interface LoadedBatch {
  readonly rows: number;
  /** What the inputs must be multiplied by. */
  readonly scale: number;
  /** The features that the inputs consist of; all of them when absent. */
  readonly runs?: ColumnRuns;
}

/** One layer's buffers. */
export interface LayerBuffers {
  /** Shape [capacity x outputs]: the layer's outputs; the last layer's become its deltas in place. */
  readonly outputs: FloatBlock;
  /** Shape [capacity x outputs]; the last layer's are its outputs. */
  readonly deltas: FloatBlock;
  /** Shape [outputs]. */
  readonly biases: FloatBlock;
  /** Shape [outputs]. */
  readonly biasGradient: FloatBlock;
}

/** Makes the buffers, all in one memory. */
export function createDenseWorkspace(
  capacity: number,
  features: number,
  layers: readonly DenseLayer[],
): DenseWorkspace {
  const firstWeights = capacity === 0 ? 0 : features * layers[0]!.outputs;
  const bounds = mostBounds(features);
  const floatBlocks = [
    capacity * features,
    bounds,
    firstWeights,
    firstWeights,
    ...layers.flatMap(({ outputs }) => [capacity * outputs, capacity * outputs, outputs, outputs]),
  ];
  const bytes = floatBlocks.reduce(
    (sum, count) => sum + blockBytes(4 * count),
    blockBytes(capacity * features) + blockBytes(features),
  );
  const elementwise = createElementwise(bytes);
  return {
    capacity,
    elementwise,
    stored: elementwise.bytes(capacity * features),
    inputs: elementwise.floats(capacity * features),
    compact: {
      used: elementwise.bytes(features),
      bounds: elementwise.integers(bounds),
      weights: elementwise.floats(firstWeights),
      gradient: elementwise.floats(firstWeights),
    },
    labels: new Uint8Array(capacity),
    layers: layers.map(({ outputs: width }, index) => {
      const outputs = elementwise.floats(capacity * width);
      return {
        outputs,
        deltas: index === layers.length - 1 ? outputs : elementwise.floats(capacity * width),
        biases: elementwise.floats(width),
        biasGradient: elementwise.floats(width),
      };
    }),
  };
}

/** Above this share of columns, leaving the others out hardly saves more than it costs. */
const MOST_COLUMNS = 0.7;

/**
 * Copies a batch into the workspace, features of a data set as float32 but unscaled: the factor goes into the first product.
 *
 * @param batch - at most `capacity` examples.
 * @param compactly - leaves out features that are zero in all of them, where that pays.
 */
export function loadBatch(
  workspace: DenseWorkspace,
  { examples, features }: { readonly examples: Examples; readonly features: number },
  batch: Batch,
  compactly: boolean,
): LoadedBatch {
  const { elementwise, stored, inputs, labels } = workspace;
  const indices = batch instanceof Uint32Array ? batch : batch.examples;
  const altered = batch instanceof Uint32Array ? undefined : batch.features;
  const rows = indices.length;
  const isStored = examples.features instanceof Uint8Array;
  copyRows(examples.features, indices, features, isStored ? stored.values : inputs.values);
  for (let row = 0; row < rows; row++) labels[row] = examples.labels[indices[row]!]!;
  if (!(batch instanceof Uint32Array)) labels.set(batch.labels);
  if (altered !== undefined) {
    inputs.values.set(altered);
    return { rows, scale: 1 };
  }
  if (isStored) {
    const runs = compactly ? usedRuns(workspace, rows, features) : undefined;
    if (runs !== undefined) {
      const { bounds } = workspace.compact;
      elementwise.expandRuns(stored, { rows, columns: features }, { runs, bounds }, inputs);
      return { rows, scale: examples.scale, runs };
    }
    elementwise.expandBytes(stored, inputs, rows * features);
  }
  return { rows, scale: examples.scale };
}

function copyRows(
  source: Examples['features'],
  indices: Uint32Array,
  features: number,
  target: Uint8Array | Float32Array,
): void {
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    target.set(source.subarray(index * features, (index + 1) * features), row * features);
  }
}

/** The columns of the stored batch that are not zero throughout, if they are few enough to be worth it. */
function usedRuns(
  { elementwise, stored, compact: { used, bounds } }: DenseWorkspace,
  rows: number,
  features: number,
): ColumnRuns | undefined {
  elementwise.markColumns(stored, { rows, columns: features }, used);
  const runs = findRuns(used.values, bounds.values);
  return runs.columns > 0 && runs.columns <= MOST_COLUMNS * features ? runs : undefined;
}
