/**
 * A batch of packed examples as the inputs of a dense model's first layer: a matrix of common columns, for OpenBLAS, and
 * lists of what is not zero in the rare ones.
 */
import type { Blocks, FloatBlock } from './blocks.ts';
import type { InputKernels, InputShape, LoadedInputs } from './dense-inputs.ts';
import type { PackedDataset, PackedExamples } from './packed-dataset.ts';
import { createEntries, type SparseBlock, type SparseProducts } from './sparse-wasm.ts';

/** Brings batches of packed examples into buffers. */
export interface PackedInputs {
  /**
   * @param indices - at most as many examples as there was made room for.
   * @param scale - what stored values must be multiplied by.
   */
  load(examples: PackedExamples, indices: Uint32Array, scale: number): LoadedInputs;
}

/** The first layer's weights or their gradient, in the memory. */
interface Rows {
  /** Shape [features x outputs]. */
  readonly all: FloatBlock;
  /** Shape [common columns x outputs]: the rows of those, once more and side by side. */
  readonly common: FloatBlock;
}

/** What computes. */
export interface PackedKernels extends InputKernels {
  readonly packed: PackedDataset;
  readonly sparse: SparseProducts;
}

const WORD_BYTES = 4;

/** A batch's buffers, and those of the products. */
export type PackedInputBlocks = ReturnType<typeof packedInputBlocks>;

/** Lays the buffers out. */
export function packedInputBlocks(blocks: Blocks, shape: InputShape, packed: PackedDataset) {
  const { capacity, features, outputs } = shape;
  const { length: commons } = packed.common;
  const { length: rares } = packed.rare;
  const entries = capacity * Math.max(...Object.values(packed.examples).map(({ mostRare }) => mostRare));
  const matrix = (): Rows => ({ all: blocks.floats(features * outputs), common: blocks.floats(commons * outputs) });
  return {
    stored: blocks.bytes(capacity * commons),
    inputs: blocks.floats(capacity * commons),
    kept: matrix(),
    sent: matrix(),
    places: blocks.integers(features),
    common: blocks.integers(commons),
    rare: blocks.integers(rares),
    starts: blocks.integers(capacity + 2),
    entries: createEntries(blocks, entries),
    turned: { starts: blocks.integers(rares + 2), entries: createEntries(blocks, entries) },
  };
}

/** Brings batches into those buffers. */
export function createPackedInputs(
  { stored, inputs, kept, sent, places, common, rare, starts, entries, turned }: PackedInputBlocks,
  { outputs: width }: InputShape,
  { packed, sparse, openblas, elementwise }: PackedKernels,
): PackedInputs {
  let keptVersion: number | undefined;
  common.values.set(packed.common);
  rare.values.set(packed.rare);
  for (const [place, column] of packed.rare.entries()) places.values[column] = place;

  /** Leaves the examples' common columns in `stored` and the lists of the others in `entries`. */
  const fill = ({ starts: records, words, bytes }: PackedExamples, indices: Uint32Array): void => {
    const { columns, values } = entries;
    const commons = packed.common.length;
    let to = 0;
    for (let row = 0; row < indices.length; row++) {
      const start = records[indices[row]!]!;
      const end = records[indices[row]! + 1]!;
      stored.values.set(bytes.subarray(WORD_BYTES * start, WORD_BYTES * start + commons), row * commons);
      for (let at = start + commons / WORD_BYTES; at < end; at++) {
        const entry = words[at]!;
        if (entry === 0) break; // fills the record up
        columns[2 * to] = entry >>> 8;
        values[2 * to + 1] = entry & 255;
        to++;
      }
      starts.values[row + 1] = to;
    }
  };

  return {
    load: (examples, indices, alpha) => {
      fill(examples, indices);
      const lists = indices.length;
      const inner = packed.common.length;
      elementwise.expandBytes(stored, inputs, lists * inner);
      const byExample: SparseBlock = { lists, starts, entries };
      return {
        multiply: (weights, outputs, version) => {
          if (version === undefined || version !== keptVersion) {
            openblas.copy(weights, kept.all.values);
            sparse.takeRows(kept.all, common, width, kept.common);
            keptVersion = version;
          }
          const shape = { transposeA: false, transposeB: false, rows: lists, columns: width, inner, alpha };
          if (inner === 0) outputs.values.fill(0, 0, lists * width);
          else openblas.gemm(shape, inputs.values, kept.common.values, outputs.values);
          sparse.addProduct(byExample, { matrix: kept.all, width, alpha }, outputs);
        },
        weightGradient: (deltas, gradient) => {
          const byColumn: SparseBlock = { lists: packed.rare.length, ...turned };
          sparse.transpose(byExample, places, byColumn);
          sparse.writeProduct(byColumn, { matrix: deltas, width, alpha }, rare, sent.all);
          const shape = { transposeA: true, transposeB: false, rows: inner, columns: width, inner: lists, alpha };
          if (inner > 0) openblas.gemm(shape, inputs.values, deltas.values, sent.common.values);
          sparse.putRows(sent.common, common, width, sent.all);
          openblas.copy(sent.all.values, gradient);
        },
      };
    },
  };
}
