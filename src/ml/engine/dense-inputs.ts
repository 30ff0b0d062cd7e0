/**
 * A batch as the inputs of a dense model's first layer, all columns of it in one matrix; `packed-inputs.ts` is the other
 * way. Both do the two products that the inputs take part in.
 */
import type { OpenBlas } from '../backend/openblas.ts';
import type { Examples } from '../dataset.ts';
import { alteredFeatures, indicesOf, type Batch } from './batch.ts';
import type { Blocks, ByteBlock, FloatBlock } from './blocks.ts';
import type { Elementwise } from './elementwise-wasm.ts';

/** Inputs X of the first layer, in buffers that the next batch overwrites. */
export interface LoadedInputs {
  /**
   * outputs = X weights; shapes [rows x outputs] and [features x outputs].
   *
   * @param version - the weights had it before only with the same values; absent where that is not known.
   */
  multiply(weights: Float32Array, outputs: FloatBlock, version: number | undefined): void;
  /** gradient = Xᵀ deltas; shapes [features x outputs] and [rows x outputs]. */
  weightGradient(deltas: FloatBlock, gradient: Float32Array): void;
}

/** Brings batches into buffers. */
export interface DenseInputs {
  /** @param batch - at most as many examples as there was made room for. */
  load(examples: Examples, batch: Batch): LoadedInputs;
}

/** A batch's buffers. */
export interface DenseInputBlocks {
  /** Shape [capacity x features]: stored values before they are made float32. */
  readonly stored: ByteBlock;
  /** Shape [capacity x features]: values as float32, without the factor of the batch. */
  readonly inputs: FloatBlock;
}

/** What the inputs' buffers depend on. */
export interface InputShape {
  /** Examples of a batch at most. */
  readonly capacity: number;
  readonly features: number;
  /** Of the first layer. */
  readonly outputs: number;
}

/** What computes. */
export interface InputKernels {
  readonly openblas: OpenBlas;
  readonly elementwise: Elementwise;
}

/** Lays the buffers out. */
export function denseInputBlocks(blocks: Blocks, { capacity, features }: InputShape): DenseInputBlocks {
  return { stored: blocks.bytes(capacity * features), inputs: blocks.floats(capacity * features) };
}

/** Brings batches into those buffers. */
export function createDenseInputs(
  { stored, inputs }: DenseInputBlocks,
  { features, outputs: columns }: InputShape,
  { openblas, elementwise }: InputKernels,
): DenseInputs {
  /** Leaves the batch as float32 in `inputs`; returns the factor that is missing, which goes into the products. */
  const fill = (examples: Examples, batch: Batch): number => {
    const altered = alteredFeatures(batch);
    if (altered !== undefined) {
      inputs.values.set(altered);
      return 1;
    }
    const indices = indicesOf(batch);
    const isStored = examples.features instanceof Uint8Array;
    copyRows(examples.features, indices, features, isStored ? stored.values : inputs.values);
    if (isStored) elementwise.expandBytes(stored, inputs, indices.length * features);
    return examples.scale;
  };

  return {
    load: (examples, batch) => {
      const alpha = fill(examples, batch);
      const rows = indicesOf(batch).length;
      return {
        multiply: (weights, outputs) => {
          const shape = { transposeA: false, transposeB: false, rows, columns, inner: features, alpha };
          openblas.gemm(shape, inputs.values, weights, outputs.values);
        },
        weightGradient: (deltas, gradient) => {
          const shape = { transposeA: true, transposeB: false, rows: features, columns, inner: rows, alpha };
          openblas.gemm(shape, inputs.values, deltas.values, gradient);
        },
      };
    },
  };
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
