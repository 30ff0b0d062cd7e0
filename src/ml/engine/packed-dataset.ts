/**
 * A data set's stored features once more, packed: of common columns every value, of rare ones only what is not zero. Four
 * in five stored values of MNIST are zero: a matrix product computes with them all, a sparse one with those that count.
 * Why both: `docs/decisions/0003-gradient-engine.md`.
 *
 * Pure; the results lie in shared memory, so that every computing thread reads them without a copy.
 */
import { featureCount, type Dataset, type Split } from '../dataset.ts';
import { bytesOf, createBlocks, type Blocks } from './blocks.ts';
import { createSparseProducts, type StoredBlock } from './sparse-wasm.ts';

/** Packed examples: a record each, in one place of the memory. */
export interface PackedExamples {
  /** Shape [count + 1]: where each record begins and ends in `words`. */
  readonly starts: Uint32Array;
  /**
   * A record: the common columns, four stored values to a word; then a word for each value of the rare columns that is
   * not zero, in order of columns, 256 x column + value; a word that is zero where their number would be odd, since
   * copies between shared and other memory are slow where one of the two does not begin at eight bytes.
   */
  readonly words: Uint32Array;
  /** The same memory byte by byte. */
  readonly bytes: Uint8Array;
  /** No example has more rare values. */
  readonly mostRare: number;
}

/** A packed data set. */
export interface PackedDataset {
  /** Ascending; a multiple of eight columns. */
  readonly common: Int32Array;
  /** All others, ascending. */
  readonly rare: Int32Array;
  readonly examples: Readonly<Partial<Record<Split, PackedExamples>>>;
}

/** A column is common if more of the training set's examples than this share are not zero there. */
const COMMON_SHARE = 0.18;
/** With a smaller share of rare columns, packing costs more than it saves. */
const LEAST_RARE = 0.25;
const WORD_BYTES = 4;
const RECORD_UNIT = 8;
/** Examples looked at in one go: their uses are counted in bytes. */
const CHUNK_ROWS = 255;
/** A column and a stored value share a word, and a chunk has to fit into memory. */
const MOST_FEATURES = 2 ** 16;

/**
 * Packs a data set; what its training set is like decides which columns are common.
 *
 * @returns undefined where that does not pay: features are no bytes, are more than 65,536, or few are mostly zero.
 */
export function packDataset(dataset: Dataset): PackedDataset | undefined {
  const features = featureCount(dataset);
  const { features: stored, count } = dataset.train;
  if (!(stored instanceof Uint8Array) || features > MOST_FEATURES) return undefined;
  const scanner = createScanner(features);
  const uses = new Uint32Array(features);
  for (const rows of scanner.chunks(stored)) {
    scanner.kernels.countUses(rows, scanner.uses);
    for (let column = 0; column < features; column++) uses[column]! += scanner.uses.values[column]!;
  }
  const parts = divideColumns(uses, count);
  if (parts === undefined) return undefined;
  const examples: Partial<Record<Split, PackedExamples>> = {};
  for (const split of ['train', 'test', 'triggered'] as const) {
    const part = dataset[split]?.features;
    if (part instanceof Uint8Array) examples[split] = packExamples(part, scanner, parts);
  }
  return { ...parts, examples };
}

type Columns = Pick<PackedDataset, 'common' | 'rare'>;

/** @param uses - of each column in the training set, which has `count` examples. */
function divideColumns(uses: Uint32Array, count: number): Columns | undefined {
  const byUse = [...uses.keys()].sort((a, b) => uses[b]! - uses[a]! || a - b);
  const frequent = uses.filter((use) => use > COMMON_SHARE * count).length;
  const common = RECORD_UNIT * Math.ceil(frequent / RECORD_UNIT);
  if (common > (1 - LEAST_RARE) * uses.length) return undefined;
  return { common: Int32Array.from(byUse.slice(0, common)).sort(), rare: Int32Array.from(byUse.slice(common)).sort() };
}

function packExamples(stored: Uint8Array, scanner: Scanner, { common }: Columns): PackedExamples {
  const { kernels, columns, mask, records } = scanner;
  const features = mask.values.length;
  columns.values.set(common);
  mask.values.fill(255);
  for (const column of common) mask.values[column] = 0;
  const packing = { common: { ...columns, values: columns.values.subarray(0, common.length) }, mask };
  const count = stored.length / features;
  const starts = new Uint32Array(new SharedArrayBuffer(4 * (count + 1)));
  const parts: Int32Array[] = [];
  let total = 0;
  let done = 0;
  let longest = 0;
  for (const chunk of scanner.chunks(stored)) {
    kernels.packRows(chunk, packing, records);
    const bounds = records.starts.values;
    for (let row = 0; row < chunk.rows; row++) {
      starts[done + row + 1] = total + bounds[row + 1]!;
      longest = Math.max(longest, bounds[row + 1]! - bounds[row]!);
    }
    parts.push(records.words.values.slice(0, bounds[chunk.rows]));
    total += bounds[chunk.rows]!;
    done += chunk.rows;
  }
  const memory = new SharedArrayBuffer(4 * total);
  const words = new Uint32Array(memory);
  let to = 0;
  for (const part of parts) {
    words.set(part, to);
    to += part.length;
  }
  return { starts, words, bytes: new Uint8Array(memory), mostRare: longest - common.length / WORD_BYTES };
}

type Scanner = ReturnType<typeof createScanner>;

/** Kernels, and buffers for a chunk of examples and what becomes of it. */
function createScanner(features: number) {
  const count = CHUNK_ROWS * features;
  const layOut = (blocks: Blocks) => ({
    stored: blocks.bytes(count),
    uses: blocks.bytes(features),
    mask: blocks.bytes(features),
    columns: blocks.integers(features),
    // Even examples of rare columns only, all of them used, have their room.
    records: { starts: blocks.integers(CHUNK_ROWS + 1), words: blocks.integers(count + CHUNK_ROWS) },
  });
  const memory = createBlocks(bytesOf(layOut));
  const { stored, ...others } = layOut(memory);
  return {
    ...others,
    kernels: createSparseProducts(memory),
    /** Chunk after chunk of the examples, each in place of the one before. */
    *chunks(all: Uint8Array): Generator<StoredBlock> {
      for (let start = 0; start < all.length; start += count) {
        const part = all.subarray(start, start + count);
        stored.values.set(part);
        yield { stored, rows: part.length / features, features };
      }
    },
  };
}
