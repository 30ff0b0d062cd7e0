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
  readonly memory: WasmMemory;
  /** @throws {RangeError} if more is asked for than the memory was made for. */
  floats(count: number): FloatBlock;
  /** @throws {RangeError} if more is asked for than the memory was made for. */
  bytes(count: number): ByteBlock;
  /** @throws {RangeError} if more is asked for than the memory was made for. */
  integers(count: number): IntegerBlock;
}

const PAGE_BYTES = 65536;
/** Blocks begin at cache lines, so that speed and OpenBLAS's choice of kernel do not depend on what came before. */
const ALIGNMENT = 64;

/** Bytes that a block of `bytes` takes, to be summed up for `createBlocks`. */
export function blockBytes(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/**
 * Makes a memory for blocks of `capacity` bytes in all.
 *
 * @param capacity - sum of `blockBytes` over the blocks wanted, below 4 GiB.
 */
export function createBlocks(capacity: number): Blocks {
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
