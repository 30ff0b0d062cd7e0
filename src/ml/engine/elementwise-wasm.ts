/**
 * `elementwise.ts` in WebAssembly SIMD, on buffers in a memory of its own. OpenBLAS reads and writes the same memory,
 * so nothing is copied between the two.
 */
import { compileModule, createMemory, instantiate } from '../kernels/webassembly.ts';
import { ELEMENTWISE_BASE64 } from './elementwise-binary.ts';
import type { ColumnRuns } from './column-runs.ts';
import type { MatrixSize } from './elementwise.ts';

/** A buffer in the module's memory. */
export interface Block<Values> {
  /** Where it begins, in bytes. */
  readonly address: number;
  /** View of it; stays valid, for the memory never grows. */
  readonly values: Values;
}

export type FloatBlock = Block<Float32Array>;
export type ByteBlock = Block<Uint8Array>;
export type IntegerBlock = Block<Int32Array>;

/** Runs in the module's memory. */
export interface PlacedRuns {
  readonly runs: ColumnRuns;
  readonly bounds: IntegerBlock;
}

/** Gives out blocks and computes with them; see `elementwise.ts` for what the functions mean. */
export interface Elementwise {
  /** @throws {RangeError} if more is asked for than the memory was made for. */
  floats(count: number): FloatBlock;
  /** @throws {RangeError} if more is asked for than the memory was made for. */
  bytes(count: number): ByteBlock;
  /** @throws {RangeError} if more is asked for than the memory was made for. */
  integers(count: number): IntegerBlock;
  expandBytes(bytes: ByteBlock, out: FloatBlock, count: number): void;
  markColumns(bytes: ByteBlock, size: MatrixSize, used: ByteBlock): void;
  /** @param placed - `bounds` is the block whose beginning `runs.bounds` is. */
  expandRuns(bytes: ByteBlock, size: MatrixSize, placed: PlacedRuns, out: FloatBlock): void;
  addBiases(values: FloatBlock, biases: FloatBlock, size: MatrixSize, relu: boolean): void;
  sumRows(values: FloatBlock, size: MatrixSize, out: FloatBlock): void;
  maskByRelu(deltas: FloatBlock, activations: FloatBlock, size: MatrixSize): void;
}

interface Exports {
  expandBytes(source: number, target: number, count: number): void;
  markColumns(source: number, rows: number, columns: number, used: number): void;
  expandRuns(
    ...args: [source: number, rows: number, columns: number, bounds: number, entries: number, target: number]
  ): void;
  addBiases(values: number, biases: number, rows: number, columns: number, relu: number): void;
  sumRows(values: number, rows: number, columns: number, out: number): void;
  maskByRelu(deltas: number, activations: number, count: number): void;
}

const PAGE_BYTES = 65536;
/** Blocks begin at cache lines, so that speed and OpenBLAS's choice of kernel do not depend on what came before. */
const ALIGNMENT = 64;

const module = compileModule(Buffer.from(ELEMENTWISE_BASE64, 'base64'));

/** Bytes that a block of `bytes` takes, to be summed up for `createElementwise`. */
export function blockBytes(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/**
 * Makes a memory for blocks of `capacity` bytes in all.
 *
 * @param capacity - sum of `blockBytes` over the blocks wanted, below 4 GiB.
 */
export function createElementwise(capacity: number): Elementwise {
  const memory = createMemory(Math.max(1, Math.ceil(capacity / PAGE_BYTES)));
  const exports = instantiate(module, memory) as Exports;
  const { buffer } = memory;
  let used = 0;
  const take = (bytes: number): number => {
    const address = used;
    used += blockBytes(bytes);
    if (used > buffer.byteLength) {
      throw new RangeError(`elementwise memory: expected blocks of ${buffer.byteLength} bytes at most, got ${used}`);
    }
    return address;
  };
  return {
    floats: (count) => {
      const address = take(4 * count);
      return { address, values: new Float32Array(buffer, address, count) };
    },
    bytes: (count) => {
      const address = take(count);
      return { address, values: new Uint8Array(buffer, address, count) };
    },
    integers: (count) => {
      const address = take(4 * count);
      return { address, values: new Int32Array(buffer, address, count) };
    },
    markColumns: (bytes, { rows, columns }, used) => {
      exports.markColumns(bytes.address, rows, columns, used.address);
    },
    expandRuns: (bytes, { rows, columns }, { runs, bounds }, out) => {
      exports.expandRuns(bytes.address, rows, columns, bounds.address, runs.bounds.length, out.address);
    },
    expandBytes: (bytes, out, count) => {
      exports.expandBytes(bytes.address, out.address, count);
    },
    addBiases: (values, biases, { rows, columns }, relu) => {
      exports.addBiases(values.address, biases.address, rows, columns, relu ? 1 : 0);
    },
    sumRows: (values, { rows, columns }, out) => {
      exports.sumRows(values.address, rows, columns, out.address);
    },
    maskByRelu: (deltas, activations, { rows, columns }) => {
      exports.maskByRelu(deltas.address, activations.address, rows * columns);
    },
  };
}
