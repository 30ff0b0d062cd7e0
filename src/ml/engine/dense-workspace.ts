/** Buffers of the dense engine, kept from one gradient to the next, and how a batch gets into them. */
import type { Examples } from '../dataset.ts';
import type { DenseLayer } from '../model.ts';
import type { Batch } from './batch.ts';
import { blockBytes, createElementwise } from './elementwise-wasm.ts';
import type { ByteBlock, Elementwise, FloatBlock } from './elementwise-wasm.ts';

/** Buffers for up to `capacity` examples. */
export interface DenseWorkspace {
  readonly capacity: number;
  readonly elementwise: Elementwise;
  /** Shape [capacity x features]: stored values before they are made float32. */
  readonly stored: ByteBlock;
  /** Shape [capacity x features]: values as float32, without the factor that `loadBatch` returns. */
  readonly inputs: FloatBlock;
  /** Shape [capacity]. */
  readonly labels: Uint8Array;
  readonly layers: readonly LayerBuffers[];
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
  const floatBlocks = [
    capacity * features,
    ...layers.flatMap(({ outputs }) => [capacity * outputs, capacity * outputs, outputs, outputs]),
  ];
  const bytes = floatBlocks.reduce((sum, count) => sum + blockBytes(4 * count), blockBytes(capacity * features));
  const elementwise = createElementwise(bytes);
  return {
    capacity,
    elementwise,
    stored: elementwise.bytes(capacity * features),
    inputs: elementwise.floats(capacity * features),
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

/**
 * Copies a batch into the workspace, features of a data set as float32 but unscaled: the factor goes into the first product.
 *
 * @param batch - at most `capacity` examples.
 * @returns What the inputs must be multiplied by.
 */
export function loadBatch(workspace: DenseWorkspace, examples: Examples, batch: Batch, features: number): number {
  if (batch instanceof Uint32Array) return loadExamples(workspace, examples, batch, features);
  const scale = loadExamples(workspace, examples, batch.examples, features);
  workspace.labels.set(batch.labels);
  if (batch.features === undefined) return scale;
  workspace.inputs.values.set(batch.features);
  return 1;
}

function loadExamples(
  { elementwise, stored, inputs, labels }: DenseWorkspace,
  examples: Examples,
  indices: Uint32Array,
  features: number,
): number {
  const source = examples.features;
  const target = source instanceof Uint8Array ? stored.values : inputs.values;
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    target.set(source.subarray(index * features, (index + 1) * features), row * features);
    labels[row] = examples.labels[index]!;
  }
  if (source instanceof Uint8Array) elementwise.expandBytes(stored, inputs, indices.length * features);
  return examples.scale;
}
