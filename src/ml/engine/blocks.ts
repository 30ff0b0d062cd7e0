/** Buffers in one WebAssembly memory, which kernels and OpenBLAS read and write alike, so that nothing is copied between the two. */
import { createMemory, type WasmMemory } from '../kernels/webassembly.ts';

/** A buffer in the memory. */
export interface Block<Values> {
  /** Where it begins, in bytes. */
  readonly address: number;
  /** View of it; stays valid, for the memory never grows. */
  readonly values: Values;
}

export type FloatBlock = Block<Float32Array>;
export type ByteBlock = Block<Uint8Array>;
export type IntegerBlock = Block<Int32Array>;

/** Gives out blocks of one memory, all of them zero. */
export interface Blocks {
  /** @throws {RangeError} if more is asked for than the memory was made for. */
  floats(count: number): FloatBlock;
  /** @throws {RangeError} if more is asked for than the memory was made for. */
  bytes(count: number): ByteBlock;
  /** @throws {RangeError} if more is asked for than the memory was made for. */
  integers(count: number): IntegerBlock;
}

/** Blocks, and the memory that they lie in. */
export interface BlockMemory extends Blocks {
  readonly memory: WasmMemory;
}

const PAGE_BYTES = 65536;
/** Blocks begin at cache lines, so that speed and OpenBLAS's choice of kernel do not depend on what came before. */
const ALIGNMENT = 64;

/** Bytes that a layout takes: what `createBlocks` is to be asked for before blocks are laid out for use. */
export function bytesOf(layOut: (blocks: Blocks) => unknown): number {
  let sum = 0;
  const count = <Values>(values: Values, bytes: number): Block<Values> => {
    sum += blockBytes(bytes);
    return { address: 0, values };
  };
  layOut({
    floats: (length) => count(new Float32Array(0), 4 * length),
    bytes: (length) => count(new Uint8Array(0), length),
    integers: (length) => count(new Int32Array(0), 4 * length),
  });
  return sum;
}

/** Bytes that a block of `bytes` takes. */
export function blockBytes(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/**
 * Makes a memory for blocks of `capacity` bytes in all.
 *
 * @param capacity - from `bytesOf`, below 4 GiB.
 */
export function createBlocks(capacity: number): BlockMemory {
  const memory = createMemory(Math.max(1, Math.ceil(capacity / PAGE_BYTES)));
  const { buffer } = memory;
  let used = 0;
  const take = (bytes: number): number => {
    const address = used;
    used += blockBytes(bytes);
    if (used > buffer.byteLength) {
      throw new RangeError(`blocks: expected ${buffer.byteLength} bytes at most, got ${used}`);
    }
    return address;
  };
  return {
    memory,
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
  };
}
