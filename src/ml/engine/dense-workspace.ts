/** Buffers of the dense engine, kept from one gradient to the next. */
import type { OpenBlas } from '../backend/openblas.ts';
import type { DenseLayer } from '../model.ts';
import { bytesOf, createBlocks, type Blocks, type FloatBlock } from './blocks.ts';
import { createDenseInputs, denseInputBlocks, type DenseInputs } from './dense-inputs.ts';
import { createElementwise, type Elementwise } from './elementwise-wasm.ts';
import type { PackedDataset } from './packed-dataset.ts';
import { createPackedInputs, packedInputBlocks, type PackedInputs } from './packed-inputs.ts';
import { createSparseProducts } from './sparse-wasm.ts';

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
  const layOut = (blocks: Blocks) => ({
    inputs: denseInputBlocks(blocks, shape),
    packed: packed === undefined ? undefined : { packed, blocks: packedInputBlocks(blocks, shape, packed) },
    layers: layers.map(({ outputs: width }, index) => {
      const outputs = blocks.floats(capacity * width);
      const deltas = index === layers.length - 1 ? outputs : blocks.floats(capacity * width);
      return { outputs, deltas, biases: blocks.floats(width), biasGradient: blocks.floats(width) };
    }),
  });
  const memory = createBlocks(bytesOf(layOut));
  const blocks = layOut(memory);
  const kernels = { openblas, elementwise: createElementwise(memory) };
  return {
    capacity,
    elementwise: kernels.elementwise,
    inputs: createDenseInputs(blocks.inputs, shape, kernels),
    ...(blocks.packed !== undefined && {
      packedInputs: createPackedInputs(blocks.packed.blocks, shape, {
        ...kernels,
        packed: blocks.packed.packed,
        sparse: createSparseProducts(memory),
      }),
    }),
    labels: new Uint8Array(capacity),
    layers: blocks.layers,
  };
}
