/**
 * Where vectors lie in the WebAssembly memory while the kernels work on them: one chunk of coordinates of all vectors at
 * a time, so that the memory stays small whatever the model's size.
 */
import type { WasmMemory } from './webassembly.ts';

/** Byte addresses for one call, and how many coordinates a chunk has. */
export interface Arena {
  /** Float64, as many as asked for: weights or sums. */
  readonly doubles: number;
  /** Int32, as many as asked for: a sorting network. */
  readonly network: number;
  /** Float32 [n, chunk], rows `rowBytes` apart. */
  readonly rows: number;
  readonly rowBytes: number;
  /** Float32 [chunk]: median or centre. */
  readonly extra: number;
  /** Float32 [chunk]: the result. */
  readonly out: number;
  readonly chunk: number;
}

/** Work on one chunk: `bytes` of each row, which hold the coordinates from `start` on (`length` of them, then zeros). */
export type ChunkWork = (bytes: number, start: number, length: number) => void;

/** Coordinates come in multiples of this, a pairwise block: so a pair's sum does not depend on how many vectors there are. */
const CHUNK_UNIT = 256;
/** Chunks aim at this many bytes for all rows together: inside a second-level cache, few copies per vector. */
const CHUNK_BYTES = 384 * 1024;
const LARGEST_CHUNK = 4096;
/** The kernels take this many coordinates at a time. */
const STEP = 16;
const CACHE_LINE_BYTES = 64;
const PAGE_BYTES = 65536;

/** Lays out a call's data and grows the memory if it does not fit; earlier contents may be overwritten. */
export function reserve(
  memory: WasmMemory,
  count: number,
  { doubles = 0, network = 0 }: { readonly doubles?: number; readonly network?: number },
): Arena {
  const units = Math.floor(CHUNK_BYTES / 4 / count / CHUNK_UNIT);
  const chunk = Math.min(LARGEST_CHUNK, Math.max(1, units) * CHUNK_UNIT);
  // One line between rows keeps equal coordinates of all rows out of one cache set.
  const rowBytes = chunk * 4 + CACHE_LINE_BYTES;
  const networkAt = align(doubles * 8);
  const rows = align(networkAt + network * 4);
  const extra = rows + count * rowBytes;
  const out = extra + rowBytes;
  const missing = out + rowBytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  return { doubles: 0, network: networkAt, rows, rowBytes, extra, out, chunk };
}

/** Brings all coordinates of all vectors into the arena's rows, a chunk at a time. */
export function forEachChunk(
  memory: WasmMemory,
  arena: Arena,
  vectors: readonly Float32Array[],
  work: ChunkWork,
): void {
  const dimension = vectors[0]!.length;
  for (let start = 0; start < dimension; start += arena.chunk) {
    const length = Math.min(arena.chunk, dimension - start);
    const bytes = Math.ceil(length / STEP) * STEP * 4;
    for (let row = 0; row < vectors.length; row++) {
      const target = new Float32Array(memory.buffer, arena.rows + row * arena.rowBytes, bytes / 4);
      copyChunk(vectors[row]!, start, length, target);
    }
    work(bytes, start, length);
  }
}

/** Copies `length` coordinates from `start` on; the rest of `target` becomes zero. */
export function copyChunk(vector: Float32Array, start: number, length: number, target: Float32Array): void {
  target.set(vector.subarray(start, start + length));
  if (length < target.length) target.fill(0, length);
}

function align(at: number): number {
  return Math.ceil(at / CACHE_LINE_BYTES) * CACHE_LINE_BYTES;
}
