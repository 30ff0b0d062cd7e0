/**
 * Runs of neighbouring columns of a batch that hold something. A pixel that is black in all pictures of a batch adds
 * nothing to the first layer's outputs, and its weights have gradient zero, so that the products can do without it.
 *
 * Matrices are row-major without gaps. Pure, but for the arrays that are written to.
 */

/** Which columns of a matrix are kept. */
export interface ColumnRuns {
  /** Columns in all runs together. */
  readonly columns: number;
  /** Start and length of each run, one after the other, ascending; shape [2 x runs]. */
  readonly bounds: Int32Array;
}

/** Entries that `bounds` may need for so many columns. */
export function mostBounds(columns: number): number {
  return 2 * Math.ceil(columns / 2);
}

/**
 * Finds the columns that are not zero.
 *
 * @param used - shape [columns]; zero where the column is zero throughout.
 * @param bounds - written to; at least `mostBounds(used.length)` long. The result's are its beginning.
 */
export function findRuns(used: Uint8Array, bounds: Int32Array): ColumnRuns {
  let columns = 0;
  let entries = 0;
  for (let column = 0; column < used.length; column++) {
    if (used[column] === 0) continue;
    const start = column;
    while (column < used.length && used[column] !== 0) column++;
    bounds[entries++] = start;
    bounds[entries++] = column - start;
    columns += column - start;
  }
  return { columns, bounds: bounds.subarray(0, entries) };
}

/** Copies those rows of `whole`, shape [.., width], that the runs name to `compact`, shape [columns, width]. */
export function gatherRows(whole: Float32Array, { bounds }: ColumnRuns, width: number, compact: Float32Array): void {
  let at = 0;
  for (let entry = 0; entry < bounds.length; entry += 2) {
    const start = bounds[entry]! * width;
    const length = bounds[entry + 1]! * width;
    compact.set(whole.subarray(start, start + length), at);
    at += length;
  }
}

/** The way back of `gatherRows`; all other rows of `whole` become zero. */
export function scatterRows(compact: Float32Array, { bounds }: ColumnRuns, width: number, whole: Float32Array): void {
  let at = 0;
  let done = 0;
  for (let entry = 0; entry < bounds.length; entry += 2) {
    const start = bounds[entry]! * width;
    const length = bounds[entry + 1]! * width;
    whole.fill(0, done, start);
    whole.set(compact.subarray(at, at + length), start);
    at += length;
    done = start + length;
  }
  whole.fill(0, done);
}

/** The parts of `whole`, shape [.., width], whose rows no run names: views, from front to end. */
export function* rowsBetween(whole: Float32Array, { bounds }: ColumnRuns, width: number): Generator<Float32Array> {
  let done = 0;
  for (let entry = 0; entry < bounds.length; entry += 2) {
    const start = bounds[entry]! * width;
    if (start > done) yield whole.subarray(done, start);
    done = start + bounds[entry + 1]! * width;
  }
  if (done < whole.length) yield whole.subarray(done);
}
