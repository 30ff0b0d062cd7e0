/**
 * Products of sparse matrices by dense ones, in plain TypeScript: the readable definition that tests hold
 * `sparse-wasm.ts` to, bit by bit. A sparse matrix is a list of entries per row: list l is entries starts[l] to
 * starts[l + 1], each a column and a value. Dense matrices are row-major without gaps and may lie in longer buffers.
 */

/** Lists of entries; all arrays may be longer than what is in use. */
export interface SparseLists {
  /** Number of lists. */
  readonly lists: number;
  /** Shape [lists + 1], ascending from 0. */
  readonly starts: Int32Array;
  /** Shape [entries x 2]: a column at even places. */
  readonly columns: Int32Array;
  /** Shape [entries x 2]: its value at odd places. Lies over the same memory as `columns`. */
  readonly values: Float32Array;
}

/** The dense side of a product. */
export interface Factor {
  /** Shape [.., width]. */
  readonly matrix: Float32Array;
  readonly width: number;
  /** Dimensionless; multiplies the product. */
  readonly alpha: number;
}

/** out[l] += alpha x the sum over the entries of list l of value x matrix[column], rounded to float32 at every step. */
export function addProduct(sparse: SparseLists, factor: Factor, out: Float32Array): void {
  multiply(sparse, factor, (list, column, sum) => {
    const at = list * factor.width + column;
    out[at] = out[at]! + sum;
  });
}

/** As `addProduct`, but out[targets[l]] = the product, whatever it held. */
export function writeProduct(sparse: SparseLists, factor: Factor, targets: Int32Array, out: Float32Array): void {
  multiply(sparse, factor, (list, column, sum) => {
    out[targets[list]! * factor.width + column] = sum;
  });
}

function multiply(
  { lists, starts, columns, values }: SparseLists,
  { matrix, width, alpha }: Factor,
  receive: (list: number, column: number, sum: number) => void,
): void {
  const { fround } = Math;
  for (let list = 0; list < lists; list++) {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let entry = starts[list]!; entry < starts[list + 1]!; entry++) {
        sum = fround(sum + fround(values[2 * entry + 1]! * matrix[columns[2 * entry]! * width + column]!));
      }
      receive(list, column, fround(sum * fround(alpha)));
    }
  }
}

/**
 * The same entries by column: list places[c] of the result holds those of column c, in ascending order of the lists they
 * come from, which become their columns.
 *
 * @param places - the list of each column that occurs, below `turned.lists`.
 * @param turned - written to; room for one start more than it has.
 */
export function transpose(sparse: SparseLists, places: Int32Array, turned: SparseLists): void {
  const { lists, starts, columns, values } = sparse;
  let to = 0;
  for (let place = 0; place < turned.lists; place++) {
    turned.starts[place] = to;
    for (let list = 0; list < lists; list++) {
      for (let entry = starts[list]!; entry < starts[list + 1]!; entry++) {
        if (places[columns[2 * entry]!] !== place) continue;
        turned.columns[2 * to] = list;
        turned.values[2 * to + 1] = values[2 * entry + 1]!;
        to++;
      }
    }
  }
  turned.starts[turned.lists] = to;
}

/** out[i] = whole[indices[i]], row by row of `width` numbers. */
export function takeRows(whole: Float32Array, indices: Int32Array, width: number, out: Float32Array): void {
  for (const [row, index] of indices.entries())
    out.set(whole.subarray(index * width, (index + 1) * width), row * width);
}

/** whole[indices[i]] = rows[i], row by row of `width` numbers. */
export function putRows(rows: Float32Array, indices: Int32Array, width: number, whole: Float32Array): void {
  for (const [row, index] of indices.entries()) whole.set(rows.subarray(row * width, (row + 1) * width), index * width);
}

/** Stored values of some examples: bytes, row by row. */
export interface StoredRows {
  /** Shape [rows x features]. */
  readonly stored: Uint8Array;
  readonly rows: number;
  readonly features: number;
}

/** uses[c] = in how many of the rows, at most 255, column c is not zero. */
export function countUses({ stored, rows, features }: StoredRows, uses: Uint8Array): void {
  uses.fill(0, 0, features);
  for (let at = 0; at < rows * features; at++) if (stored[at] !== 0) uses[at % features]!++;
}

/** How rows become records: which columns come as they are, and of which only what is not zero. */
export interface Packing {
  /** Columns that come as they are, a multiple of eight. */
  readonly common: Int32Array;
  /** Shape [features]: 0 for those, 255 for all others. */
  readonly mask: Uint8Array;
}

/** Rows of different length, in 32-bit words. */
export interface Records {
  /** Shape [rows + 1]: where each record begins and ends. */
  readonly starts: Int32Array;
  /**
   * A row's common columns, four to a word; then a word for each other value that is not zero, 256 x column + value; a
   * word that is zero where their number would be odd.
   */
  readonly words: Uint32Array;
}

/** Packs rows, one record after the other. */
export function packRows({ stored, rows, features }: StoredRows, { common, mask }: Packing, out: Records): void {
  const bytes = new Uint8Array(out.words.buffer, out.words.byteOffset);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    out.starts[row] = to;
    for (const [index, column] of common.entries()) bytes[4 * to + index] = stored[row * features + column]!;
    to += common.length / 4;
    for (let column = 0; column < features; column++) {
      const value = stored[row * features + column]! & mask[column]!;
      if (value !== 0) out.words[to++] = 256 * column + value;
    }
    if (to % 2 !== 0) out.words[to++] = 0;
  }
  out.starts[rows] = to;
}
