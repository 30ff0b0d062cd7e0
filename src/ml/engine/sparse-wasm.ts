/** `sparse.ts` in WebAssembly SIMD, on blocks of one memory. */
import { compileModule, instantiate } from '../kernels/webassembly.ts';
import type { Block, BlockMemory, Blocks, ByteBlock, FloatBlock, IntegerBlock } from './blocks.ts';
import type { SparseLists } from './sparse.ts';
import { SPARSE_BASE64 } from './sparse-binary.ts';

/** Entries as pairs, a column at even and a value at odd places: two views of one block. */
export interface EntryBlock extends Block<Float32Array> {
  readonly columns: Int32Array;
}

/** Lists of entries in the memory. */
export interface SparseBlock {
  readonly lists: number;
  /** Shape [lists + 2] at least: the last is for `transpose`. */
  readonly starts: IntegerBlock;
  readonly entries: EntryBlock;
}

/** The dense side of a product. */
export interface FactorBlock {
  readonly matrix: FloatBlock;
  readonly width: number;
  readonly alpha: number;
}

/** Stored values of some examples in the memory. */
export interface StoredBlock {
  readonly stored: ByteBlock;
  readonly rows: number;
  readonly features: number;
}

/** How rows become records, in the memory. */
export interface PackingBlock {
  readonly common: IntegerBlock;
  readonly mask: ByteBlock;
}

/** Rows of different length, in the memory. */
export interface RecordBlock {
  readonly starts: IntegerBlock;
  readonly words: IntegerBlock;
}

/** See `sparse.ts` for what the functions mean. */
export interface SparseProducts {
  addProduct(sparse: SparseBlock, factor: FactorBlock, out: FloatBlock): void;
  writeProduct(sparse: SparseBlock, factor: FactorBlock, targets: IntegerBlock, out: FloatBlock): void;
  transpose(sparse: SparseBlock, places: IntegerBlock, turned: SparseBlock): void;
  /** As many rows as `indices` is long. */
  takeRows(whole: FloatBlock, indices: IntegerBlock, width: number, out: FloatBlock): void;
  /** As many rows as `indices` is long. */
  putRows(rows: FloatBlock, indices: IntegerBlock, width: number, whole: FloatBlock): void;
  countUses(rows: StoredBlock, uses: ByteBlock): void;
  packRows(rows: StoredBlock, packing: PackingBlock, out: RecordBlock): void;
}

type Numbers = readonly number[];

interface Exports {
  multiply(...args: Numbers): void;
  transpose(...args: Numbers): void;
  takeRows(...args: Numbers): void;
  putRows(...args: Numbers): void;
  countUses(...args: Numbers): void;
  packRows(...args: Numbers): void;
}

const module = compileModule(Buffer.from(SPARSE_BASE64, 'base64'));

/** @param blocks - where all that is handed in lies. */
export function createSparseProducts({ memory }: BlockMemory): SparseProducts {
  const exports = instantiate(module, memory) as Exports;
  const multiply = (
    { starts, lists, entries }: SparseBlock,
    { matrix, width, alpha }: FactorBlock,
    out: FloatBlock,
    targets: IntegerBlock | undefined,
  ): void => {
    const sparse = [starts.address, lists, entries.address] as const;
    const target = targets === undefined ? ([1, 0] as const) : ([0, targets.address] as const);
    exports.multiply(...sparse, matrix.address, width, alpha, out.address, ...target);
  };
  return {
    addProduct: (sparse, factor, out) => {
      multiply(sparse, factor, out, undefined);
    },
    writeProduct: (sparse, factor, targets, out) => {
      multiply(sparse, factor, out, targets);
    },
    transpose: ({ starts, lists, entries }, places, turned) => {
      const from = [starts.address, lists, entries.address, places.address] as const;
      exports.transpose(...from, turned.lists, turned.starts.address, turned.entries.address);
    },
    takeRows: (whole, indices, width, out) => {
      exports.takeRows(whole.address, indices.address, indices.values.length, width, out.address);
    },
    putRows: (rows, indices, width, whole) => {
      exports.putRows(rows.address, indices.address, indices.values.length, width, whole.address);
    },
    countUses: ({ stored, rows, features }, uses) => {
      exports.countUses(stored.address, rows, features, uses.address);
    },
    packRows: ({ stored, rows, features }, { common, mask }, { starts, words }) => {
      const from = [stored.address, rows, features, common.address, common.values.length, mask.address] as const;
      exports.packRows(...from, starts.address, words.address);
    },
  };
}

/** Makes room for so many entries. */
export function createEntries(blocks: Blocks, count: number): EntryBlock {
  const { address, values } = blocks.floats(2 * count);
  return { address, values, columns: new Int32Array(values.buffer, address, values.length) };
}

/** The plain view of lists in the memory. */
export function viewLists({ lists, starts, entries: { columns, values } }: SparseBlock): SparseLists {
  return { lists, starts: starts.values, columns, values };
}
