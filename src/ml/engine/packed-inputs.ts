/**
 * A batch of packed examples as the inputs of a dense model's first layer: a matrix of common columns, for OpenBLAS, and
 * lists of what is not zero in the rare ones.
 */
import { blockBytes, type Blocks, type FloatBlock } from './blocks.ts';
import type { InputKernels, InputShape, LoadedInputs } from './dense-inputs.ts';
import type { PackedDataset, PackedExamples } from './packed-dataset.ts';
import { createEntries, createSparseProducts, type SparseBlock } from './sparse-wasm.ts';

/** Brings batches of packed examples into buffers of its own. */
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

const WORD_BYTES = 4;

/** Bytes that `createPackedInputs` takes of the blocks. */
export function packedInputBytes({ capacity, features, outputs }: InputShape, packed: PackedDataset): number {
  const { common, rare } = packed;
  const entries = capacity * mostRare(packed);
  return [
    capacity * common.length,
    4 * capacity * common.length,
    4 * features * outputs,
    4 * common.length * outputs,
    4 * features * outputs,
    4 * common.length * outputs,
    4 * features,
    4 * common.length,
    4 * rare.length,
    4 * (capacity + 2),
    8 * entries,
    4 * (rare.length + 2),
    8 * entries,
  ].reduce((sum, bytes) => sum + blockBytes(bytes), 0);
}

/** Makes the buffers. */
export function createPackedInputs(
  blocks: Blocks,
  { capacity, features, outputs: width }: InputShape,
  { packed, openblas, elementwise }: InputKernels & { readonly packed: PackedDataset },
): PackedInputs {
  const sparse = createSparseProducts(blocks);
  const stored = blocks.bytes(capacity * packed.common.length);
  const inputs = blocks.floats(capacity * packed.common.length);
  const matrix = (): Rows => ({
    all: blocks.floats(features * width),
    common: blocks.floats(packed.common.length * width),
  });
  const kept = matrix();
  let keptVersion: number | undefined;
  const sent = matrix();
  const places = blocks.integers(features);
  const common = blocks.integers(packed.common.length);
  const rare = blocks.integers(packed.rare.length);
  const room = capacity * mostRare(packed);
  const starts = blocks.integers(capacity + 2);
  const entries = createEntries(blocks, room);
  const turned = { starts: blocks.integers(packed.rare.length + 2), entries: createEntries(blocks, room) };
  common.values.set(packed.common);
  rare.values.set(packed.rare);
  for (const [place, column] of packed.rare.entries()) places.values[column] = place;

  /** Leaves the examples' common columns in `stored` and the lists of the others in `entries`. */
  const fill = ({ starts: records, words, bytes }: PackedExamples, indices: Uint32Array): void => {
    const { columns, values } = entries;
    const width = packed.common.length;
    let to = 0;
    for (let row = 0; row < indices.length; row++) {
      const start = records[indices[row]!]!;
      const end = records[indices[row]! + 1]!;
      stored.values.set(bytes.subarray(WORD_BYTES * start, WORD_BYTES * start + width), row * width);
      for (let at = start + width / WORD_BYTES; at < end; at++) {
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

function mostRare({ examples }: PackedDataset): number {
  return Math.max(...Object.values(examples).map((part) => part.mostRare));
}
