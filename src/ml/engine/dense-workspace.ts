/** Buffers of the dense engine, kept from one gradient to the next. */
import type { OpenBlas } from '../backend/openblas.ts';
import type { DenseLayer } from '../model.ts';
import { blockBytes, createBlocks, type FloatBlock } from './blocks.ts';
import { createDenseInputs, denseInputBytes, type DenseInputs } from './dense-inputs.ts';
import { createElementwise, type Elementwise } from './elementwise-wasm.ts';
import type { PackedDataset } from './packed-dataset.ts';
import { createPackedInputs, packedInputBytes, type PackedInputs } from './packed-inputs.ts';

/** Buffers for up to `capacity` examples. */
export interface DenseWorkspace {
  readonly capacity: number;
  readonly elementwise: Elementwise;
  readonly inputs: DenseInputs;
  /** Present where the data set is packed. */
  readonly packedInputs?: PackedInputs;
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

/** What the buffers are for. */
export interface WorkspaceUse {
  readonly features: number;
  readonly layers: readonly DenseLayer[];
  readonly packed: PackedDataset | undefined;
  readonly openblas: OpenBlas;
}

/** Makes the buffers, all in one memory. */
export function createDenseWorkspace(
  capacity: number,
  { features, layers, packed, openblas }: WorkspaceUse,
): DenseWorkspace {
  const shape = { capacity, features, outputs: layers[0]!.outputs };
  const inputBytes = denseInputBytes(shape) + (packed === undefined ? 0 : packedInputBytes(shape, packed));
  const blocks = createBlocks(layers.reduce((sum, layer) => sum + layerBytes(capacity, layer), inputBytes));
  const kernels = { openblas, elementwise: createElementwise(blocks) };
  return {
    capacity,
    elementwise: kernels.elementwise,
    inputs: createDenseInputs(blocks, shape, kernels),
    ...(packed !== undefined && { packedInputs: createPackedInputs(blocks, shape, { ...kernels, packed }) }),
    labels: new Uint8Array(capacity),
    layers: layers.map(({ outputs: width }, index) => {
      const outputs = blocks.floats(capacity * width);
      return {
        outputs,
        deltas: index === layers.length - 1 ? outputs : blocks.floats(capacity * width),
        biases: blocks.floats(width),
        biasGradient: blocks.floats(width),
      };
    }),
  };
}

function layerBytes(capacity: number, { outputs }: DenseLayer): number {
  return 2 * blockBytes(4 * capacity * outputs) + 2 * blockBytes(4 * outputs);
}
